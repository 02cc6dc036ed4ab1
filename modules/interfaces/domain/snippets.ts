/** What a copied call holds. The key and its secret come from the environment, never from the code. */
export type SnippetInput = {
  origin: string;
  /** With its version: a caller names the version it was written for. */
  path: string;
  purpose: string;
  parameters: Readonly<Record<string, string>>;
};

export type Snippet = { language: 'bash' | 'node' | 'python' | 'java' | 'sdk'; title: string; code: string };

const bodyOf = ({ purpose, parameters }: SnippetInput) => ({ purpose, caseNo: 'YOUR-CASE-NUMBER', parameters });

/** Calls that a developer copies and that work once key and secret are in the environment. Comments of code are English. */
export function snippetsFor(input: SnippetInput): Snippet[] {
  return [
    { language: 'bash', title: 'bash, curl, openssl', code: bash(input) },
    { language: 'node', title: 'Node.js', code: node(input) },
    { language: 'sdk', title: 'TypeScript SDK', code: sdk(input) },
    { language: 'python', title: 'Python', code: python(input) },
    { language: 'java', title: 'Java', code: java(input) },
  ];
}

function bash(input: SnippetInput): string {
  return `#!/usr/bin/env bash
# export YIWANG_KEY=ak_...  YIWANG_SECRET=sk_...   (never in the file)
set -euo pipefail
path='${input.path}'
body='${JSON.stringify(bodyOf(input)).replaceAll("'", String.raw`'\''`)}'
time=$(date +%s%3N)
nonce=$(openssl rand -hex 16)
hash=$(printf '%s' "$body" | openssl dgst -sha256 -r | cut -d' ' -f1)
signature=$(printf 'POST\\n%s\\n%s\\n%s\\n%s' "$path" "$time" "$nonce" "$hash" \\
  | openssl dgst -sha256 -hmac "$YIWANG_SECRET" -r | cut -d' ' -f1)
curl --fail-with-body --silent --show-error '${input.origin}'"$path" \\
  -H 'content-type: application/json' \\
  -H "x-yiwang-key: $YIWANG_KEY" \\
  -H "x-yiwang-time: $time" \\
  -H "x-yiwang-nonce: $nonce" \\
  -H 'x-yiwang-algorithm: sha256' \\
  -H "x-yiwang-signature: $signature" \\
  --data-raw "$body"
`;
}

function node(input: SnippetInput): string {
  return `// Node 20 and later, no packages. algorithm 'sm3' signs with the national one.
import { createHash, createHmac, randomUUID } from 'node:crypto';

const { YIWANG_KEY: key = '', YIWANG_SECRET: secret = '' } = process.env;
const algorithm = 'sha256';
const path = '${input.path}';
const body = JSON.stringify(${JSON.stringify(bodyOf(input), null, 2)});

const time = String(Date.now());
const nonce = randomUUID();
const hash = createHash(algorithm).update(body).digest('hex');
const signature = createHmac(algorithm, secret)
  .update(['POST', path, time, nonce, hash].join('\\n'))
  .digest('hex');

const answer = await fetch('${input.origin}' + path, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'x-yiwang-key': key,
    'x-yiwang-time': time,
    'x-yiwang-nonce': nonce,
    'x-yiwang-algorithm': algorithm,
    'x-yiwang-signature': signature,
  },
  body,
});
console.log(answer.status, JSON.stringify(await answer.json()));
`;
}

function sdk(input: SnippetInput): string {
  const [, , , , id, , version] = input.path.split('/');
  return `// tools/sdk of the platform: one file, no packages. It signs, waits when told to, and hands over the receipt.
import { createClient } from './yiwang.ts';

const yiwang = createClient({
  origin: '${input.origin}',
  key: process.env.YIWANG_KEY ?? '',
  secret: process.env.YIWANG_SECRET ?? '',
});
const answer = await yiwang.call('${id}', {
  version: '${version}',
  purpose: '${input.purpose}',
  caseNo: 'YOUR-CASE-NUMBER',
  parameters: ${JSON.stringify(input.parameters, null, 2).replaceAll('\n', '\n  ')},
});
console.log(JSON.stringify(answer));
`;
}

function python(input: SnippetInput): string {
  return `# Python 3.8 and later, standard library only.
import hashlib, hmac, json, os, time, urllib.request, uuid

key, secret = os.environ["YIWANG_KEY"], os.environ["YIWANG_SECRET"]
path = ${JSON.stringify(input.path)}
body = json.dumps(json.loads(r"""${JSON.stringify(bodyOf(input))}"""), ensure_ascii=False).encode("utf-8")

now = str(int(time.time() * 1000))
nonce = uuid.uuid4().hex
digest = hashlib.sha256(body).hexdigest()
text = "\\n".join(["POST", path, now, nonce, digest])
signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()

request = urllib.request.Request(${JSON.stringify(input.origin)} + path, data=body, method="POST", headers={
    "content-type": "application/json",
    "x-yiwang-key": key,
    "x-yiwang-time": now,
    "x-yiwang-nonce": nonce,
    "x-yiwang-algorithm": "sha256",
    "x-yiwang-signature": signature,
})
try:
    with urllib.request.urlopen(request, timeout=10) as answer:
        print(answer.status, answer.read().decode("utf-8"))
except urllib.error.HTTPError as refused:
    print(refused.code, refused.read().decode("utf-8"))
`;
}

function java(input: SnippetInput): string {
  // Before Java 18 a source file is read in the machine's own encoding, on Chinese Windows GBK: only ASCII stands in it.
  const body = JSON.stringify(bodyOf(input))
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `// Java 17 and later, no packages: java Call.java
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Call {
  public static void main(String[] args) throws Exception {
    String key = System.getenv("YIWANG_KEY");
    String secret = System.getenv("YIWANG_SECRET");
    String path = "${input.path}";
    byte[] body = "${body}".getBytes(StandardCharsets.UTF_8);

    String time = String.valueOf(System.currentTimeMillis());
    String nonce = UUID.randomUUID().toString();
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String text = String.join("\\n", "POST", path, time, nonce, hash);
    String signature = HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));

    HttpRequest request = HttpRequest.newBuilder(URI.create("${input.origin}" + path))
        .header("content-type", "application/json")
        .header("x-yiwang-key", key)
        .header("x-yiwang-time", time)
        .header("x-yiwang-nonce", nonce)
        .header("x-yiwang-algorithm", "sha256")
        .header("x-yiwang-signature", signature)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(answer.statusCode() + " " + answer.body());
  }
}
`;
}
