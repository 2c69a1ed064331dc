// Drives a GitHub with octokit as an App: the calls a bot makes, and what came back.
import { readFileSync } from "node:fs";
import { App, Octokit } from "octokit";

const { baseUrl, appId, privateKey, installationId, owner, repo, title, body } = JSON.parse(
  readFileSync(0, "utf8"),
);
// Octokit leaves the version to its user; GitHub's advice, and the rig's rule, is to name it.
const headers = { "X-GitHub-Api-Version": "2022-11-28" };
const versioned = (octokit) => {
  octokit.hook.before("request", (options) => {
    Object.assign(options.headers, headers);
  });
};
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const app = new App({
  appId,
  privateKey,
  webhooks: { secret: "unused" },
  log: quiet,
  Octokit: Octokit.plugin(versioned).defaults({ baseUrl, throttle: { enabled: false }, retry: { enabled: false } }),
});
const came = {};

const self = await app.octokit.request("GET /app");
came.app = { id: self.data.id, slug: self.data.slug };
const installations = [];
for await (const { installation } of app.eachInstallation.iterator()) {
  installations.push(installation.id);
}
came.installations = installations;
const found = await app.octokit.request("GET /repos/{owner}/{repo}/installation", {
  owner,
  repo,
});
came.installation = found.data.id;

const octokit = await app.getInstallationOctokit(installationId);
const { rest } = octokit;
came.repository = (await rest.repos.get({ owner, repo })).data.full_name;
const issue = (await rest.issues.create({ owner, repo, title, body, labels: ["bug"] })).data;
const at = { owner, repo, issue_number: issue.number };
came.issue = { number: issue.number, title: issue.title, body: issue.body, by: issue.user.login };
came.labels = issue.labels.map((label) => label.name);

const comments = [];
for (let n = 0; n < 5; n += 1) {
  comments.push((await rest.issues.createComment({ ...at, body: `comment ${n}` })).data);
}
came.edited = (
  await rest.issues.updateComment({ owner, repo, comment_id: comments[0].id, body: "другой ☃" })
).data.body;
await rest.issues.deleteComment({ owner, repo, comment_id: comments[4].id });
came.paged = (await octokit.paginate(rest.issues.listComments, { ...at, per_page: 2 })).map(
  (comment) => comment.body,
);
came.pages = 0;
for await (const page of octokit.paginate.iterator(rest.issues.listComments, {
  ...at,
  per_page: 3,
})) {
  came.pages += page.data.length > 0 ? 1 : 0;
}
came.read = (await rest.issues.get(at)).data.comments;

came.labelled = (await rest.issues.addLabels({ ...at, labels: ["needs-info"] })).data.map(
  (label) => label.name,
);
came.unlabelled = (await rest.issues.removeLabel({ ...at, name: "bug" })).data.map(
  (label) => label.name,
);
came.all_labels = (await octokit.paginate(rest.issues.listLabelsForRepo, { owner, repo }))
  .map((label) => label.name)
  .sort();
try {
  await rest.issues.removeLabel({ ...at, name: "bug" });
} catch (error) {
  came.missing = error.status;
}
try {
  await rest.issues.createComment({ ...at, body: "x".repeat(65537) });
} catch (error) {
  came.too_long = error.status;
}

const again = await rest.issues.get(at);
try {
  await rest.issues.get({ ...at, headers: { "if-none-match": again.headers.etag } });
} catch (error) {
  came.unchanged = error.status;
}

came.graph = await octokit.graphql(
  `query ($owner: String!, $repo: String!, $number: Int!) {
    repository(owner: $owner, name: $repo) {
      nameWithOwner
      issue(number: $number) {
        title
        author { login __typename }
        labels(first: 10) { nodes { name } }
        comments(last: 50) { nodes { body author { login } } }
      }
    }
  }`,
  { owner, repo, number: issue.number },
);
try {
  await octokit.graphql(
    `query ($owner: String!) { repository(owner: $owner, name: "nowhere") { nameWithOwner } }`,
    { owner },
  );
} catch (error) {
  came.graph_missing = error.errors.map((problem) => problem.type);
}
process.stdout.write(JSON.stringify(came));
