// The peer on Node: Google's quickstart for Node with nodemailer for MIME, given other addresses.
// node gmail.js FOLDER send|labels|raw FILE|media FILE|bulk COUNT
// FOLDER holds credentials.json and token.json; $GMAIL_URL is the API, $CA_FILE whom TLS trusts.
const fs = require('node:fs');
const path = require('node:path');
const { gmail: gmailApi, auth } = require('@googleapis/gmail');
const MailComposer = require('nodemailer/lib/mail-composer');

const [folder, action, argument] = process.argv.slice(2);
const { GMAIL_URL, CA_FILE } = process.env;
const WORKERS = 8;

function authorize() {
  const { installed } = JSON.parse(fs.readFileSync(path.join(folder, 'credentials.json')));
  const file = path.join(folder, 'token.json');
  const stored = JSON.parse(fs.readFileSync(file));
  const client = new auth.OAuth2({
    clientId: installed.client_id,
    clientSecret: installed.client_secret,
    endpoints: { oauth2TokenUrl: installed.token_uri },
    transporterOptions: CA_FILE ? { agent: agentThatTrusts(CA_FILE) } : {},
  });
  client.setCredentials({
    access_token: stored.token,
    refresh_token: stored.refresh_token,
    expiry_date: Date.parse(stored.expiry),
  });
  client.on('tokens', (fresh) => {
    stored.token = fresh.access_token;
    stored.expiry = new Date(fresh.expiry_date).toISOString();
    fs.writeFileSync(file, JSON.stringify(stored), { mode: 0o600 });
  });
  return client;
}

// NODE_EXTRA_CA_CERTS would do it too, and slow every start by some 40 ms.
function agentThatTrusts(file) {
  const { Agent } = require('node:https');
  return new Agent({ keepAlive: true, ca: fs.readFileSync(file) });
}

function compose(attachment) {
  return new MailComposer({
    from: 'ann@example.com',
    to: 'bob@example.com',
    subject: 'Grüße',
    text: 'Hello.\n',
    attachments: attachment ? [{ filename: 'figures.bin', path: attachment }] : [],
  }).compile();
}

async function sendRaw(gmail, attachment) {
  const message = await compose(attachment).build();
  const answer = await gmail.users.messages.send({
    userId: 'me',
    requestBody: { raw: message.toString('base64url') },
  });
  console.log(answer.data.id);
}

async function sendMedia(gmail, attachment) {
  const answer = await gmail.users.messages.send(
    {
      userId: 'me',
      media: { mimeType: 'message/rfc822', body: compose(attachment).createReadStream() },
    },
    { rootUrl: GMAIL_URL }, // uploads do not heed the one that was given with the version
  );
  console.log(answer.data.id);
}

async function bulk(gmail, count) {
  let next = 0;
  const work = async () => {
    while (next++ < count) {
      await sendRaw(gmail);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}

async function main() {
  const gmail = gmailApi({ version: 'v1', auth: authorize(), rootUrl: GMAIL_URL });
  switch (action) {
    case 'send':
      return sendRaw(gmail);
    case 'raw':
      return sendRaw(gmail, argument);
    case 'media':
      return sendMedia(gmail, argument);
    case 'bulk':
      return bulk(gmail, Number(argument));
    case 'labels': {
      const answer = await gmail.users.labels.list({ userId: 'me' });
      return answer.data.labels.forEach((label) => console.log(label.name));
    }
    default:
      throw new Error(`no such action: ${action}`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
