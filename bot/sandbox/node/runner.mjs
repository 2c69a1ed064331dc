// Runs the emulator without a port of its own: one JSON line on stdin is a request, one on stdout
// its answer. Requests are carried out one after the other, so the webhooks a request caused are
// known when it is answered, and its time is the caller's. Ends when stdin ends.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const HOOKS = "http://hooks.invalid/";
const RealDate = Date;
let now = null; // milliseconds: the time of the request under way
let hooks = [];

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [now ?? RealDate.now()]));
  }
  static now() {
    return now ?? RealDate.now();
  }
};

// The emulator delivers what is collected by `dispatch` below already.
globalThis.fetch = async (url) => {
  if (String(url) !== HOOKS) throw new Error(`the sandbox calls nobody: ${url}`);
  return new Response(null, { status: 202 });
};

const dist = join(process.argv[2], "node_modules", "emulate", "dist");
const load = (file) => import(pathToFileURL(join(dist, file)).href);
const api = readFileSync(join(dist, "api.js"), "utf8");
const [, file] = /import\("\.\/([^"]+)"\);\s+return \{\s+plugin: mod\.githubPlugin/.exec(api);
const github = await load(file);
const { createEmulator } = await load("api.js");

// The emulator shows its store to its plugin only.
let shown;
const register = github.githubPlugin.register;
github.githubPlugin.register = (app, store, webhooks, baseUrl, tokens) => {
  shown = { app, store, baseUrl, tokens };
  // Every event, also where no App is installed: its payload has no `installation` then.
  webhooks.dispatch = async (event, action, payload) => {
    hooks.push({ event, payload: structuredClone(payload) });
  };
  return register(app, store, webhooks, baseUrl, tokens);
};

const places = new Map();
let aliases = 0;

const fits = (where) => (row) =>
  Object.entries(where).every(([key, value]) => row[key] === value);

const operations = {
  async create({ seed, url }) {
    const emulator = await createEmulator({
      service: "github", port: 0, baseUrl: url, seed: { tokens: {}, github: seed },
    });
    await emulator.close(); // its own port; its handler goes on
    return shown;
  },
  seed: ({ store, baseUrl }, { seed }) => github.seedFromConfig(store, baseUrl, seed),
  rows: ({ store }, { table, where }) => store.collection(table).all().filter(fits(where)),
  change: ({ store }, { table, where, values }) => {
    const rows = store.collection(table).all().filter(fits(where));
    return rows.map((row) => store.collection(table).update(row.id, values));
  },
  person: ({ store, baseUrl, tokens }, { login, token }) => {
    github.seedFromConfig(store, baseUrl, { users: [{ login }] });
    const users = store.collection("github.users");
    const user = users.findOneBy("login", login);
    if (login.endsWith("[bot]")) users.update(user.id, { type: "Bot" });
    tokens.set(token, { login, id: user.id, scopes: ["repo"] });
    return user.id;
  },
  async http({ app, baseUrl, tokens }, { method, path, token, body, counted }) {
    let shownToken = token;
    if (token && !counted) {
      // The emulator's hourly limit goes by token; looking about must not use it up.
      shownToken = `uncounted-${++aliases}`;
      if (tokens.has(token)) tokens.set(shownToken, tokens.get(token));
      else shownToken = token;
    }
    const headers = { "content-type": "application/json" };
    if (shownToken) headers.authorization = `Bearer ${shownToken}`;
    const request = new Request(baseUrl + path, { method, headers, body: body ?? undefined });
    const response = await app.fetch(request);
    const text = await response.text();
    await new Promise((done) => setImmediate(done)); // the webhooks are handed out by then
    if (shownToken !== token) tokens.delete(shownToken);
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  },
};

async function answer({ id, operation, place, at, ...values }) {
  now = at;
  hooks = [];
  try {
    if (operation === "create") {
      places.set(place, await operations.create(values));
      return { id, value: null, hooks };
    }
    if (operation === "drop") return { id, value: places.delete(place), hooks };
    const value = await operations[operation](places.get(place), values);
    return { id, value: value ?? null, hooks };
  } catch (error) {
    return { id, error: String(error?.stack ?? error) };
  }
}

process.stdout.write(JSON.stringify({ ready: true }) + "\n");
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + "\n");
}
process.exit(0);
