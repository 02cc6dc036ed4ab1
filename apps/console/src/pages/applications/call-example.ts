// Calls that a developer copies. They hold no words to translate: comments of code are English.
type Example = {
  origin: string;
  keyId: string;
  interfaceId: string;
  purpose: string;
  parameters: Record<string, string>;
};

const bodyOf = ({ purpose, parameters }: Example) => ({ purpose, caseNo: 'YOUR-CASE-NUMBER', parameters });

/** A call in bash: curl sends it, openssl signs it (HMAC-SHA-256). The secret comes from the environment. */
export function curlExample(example: Example): string {
  const path = `/api/open/interfaces/${example.interfaceId}`;
  return `#!/usr/bin/env bash
# export YIWANG_SECRET=sk_...   (never in the file)
set -euo pipefail
path='${path}'
body='${JSON.stringify(bodyOf(example)).replaceAll("'", String.raw`'\''`)}'
time=$(date +%s%3N)
nonce=$(openssl rand -hex 16)
hash=$(printf '%s' "$body" | openssl dgst -sha256 -r | cut -d' ' -f1)
signature=$(printf 'POST\\n%s\\n%s\\n%s\\n%s' "$path" "$time" "$nonce" "$hash" \\
  | openssl dgst -sha256 -hmac "$YIWANG_SECRET" -r | cut -d' ' -f1)
curl --fail-with-body --silent --show-error '${example.origin}'"$path" \\
  -H 'content-type: application/json' \\
  -H 'x-yiwang-key: ${example.keyId}' \\
  -H "x-yiwang-time: $time" \\
  -H "x-yiwang-nonce: $nonce" \\
  -H 'x-yiwang-algorithm: sha256' \\
  -H "x-yiwang-signature: $signature" \\
  --data-raw "$body"
`;
}

/** A call in TypeScript for Node 20 and later, without packages; \`sm3\` in place of \`sha256\` signs with the national algorithm. */
export function typescriptExample(example: Example): string {
  const path = `/api/open/interfaces/${example.interfaceId}`;
  return `import { createHash, createHmac, randomUUID } from 'node:crypto';

const secret = process.env.YIWANG_SECRET ?? ''; // sk_..., never in the code
const algorithm = 'sha256'; // or 'sm3'
const path = '${path}';
const body = JSON.stringify(${JSON.stringify(bodyOf(example), null, 2)});

const time = String(Date.now());
const nonce = randomUUID();
const hash = createHash(algorithm).update(body).digest('hex');
const signature = createHmac(algorithm, secret)
  .update(['POST', path, time, nonce, hash].join('\\n'))
  .digest('hex');

const answer = await fetch('${example.origin}' + path, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'x-yiwang-key': '${example.keyId}',
    'x-yiwang-time': time,
    'x-yiwang-nonce': nonce,
    'x-yiwang-algorithm': algorithm,
    'x-yiwang-signature': signature,
  },
  body,
});
console.log(answer.status, await answer.json());
`;
}
