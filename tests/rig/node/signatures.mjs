// Signs and verifies as @octokit does: [{secret, body, signature}] in, [{signed, verified}] out.
import { readFileSync } from "node:fs";
import { sign, verify } from "@octokit/webhooks-methods";
import { Webhooks } from "@octokit/webhooks";

const cases = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const { secret, body, signature } of cases) {
  answers.push({
    signed: await sign(secret, body),
    verified: await verify(secret, body, signature),
    webhooks_verified: await new Webhooks({ secret }).verify(body, signature),
  });
}
process.stdout.write(JSON.stringify(answers));
