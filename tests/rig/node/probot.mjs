// A probot app: says where it listens, then one line for each webhook it took.
// With `quiet` it does nothing at all, as the peer of the ingest benchmark.
import { pino } from "pino";
import { Probot, Server } from "probot";

const { appId, privateKey, secret, baseUrl, quiet } = JSON.parse(process.argv[2]);
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const server = new Server({
  log: pino({ level: "silent" }),
  Probot: Probot.defaults({ appId, privateKey, secret, baseUrl, log: pino({ level: "silent" }) }),
  host: "127.0.0.1",
  port: "0", // a number 0 would mean its default, 3000
  webhookPath: "/webhook",
});
await server.load((app) => {
  if (quiet) {
    app.on("issues.opened", async () => {});
    return;
  }
  app.onAny(async (context) => {
    const { id, name, payload } = context;
    say({ id, name, action: payload.action, issue: payload.issue, sender: payload.sender });
  });
  app.on("issues.opened", async (context) => {
    const { octokit } = context;
    octokit.hook.before("request", (options) => {
      options.headers["X-GitHub-Api-Version"] = "2022-11-28";
    });
    await octokit.rest.issues.createComment(context.issue({ body: "seen by probot" }));
  });
});
const http = await server.start();
say({ port: http.address().port });
