import { defineErrors } from '@platform/kernel';

/** Everything this package can say no to. No message carries key material or plaintext. */
export const cryptoErrors = defineErrors('crypto', {
  keyFolderUnusable: {
    status: 500,
    zh: '密钥目录 {folder} 无法使用（{cause}）。请检查该目录是否存在、运行账号是否可读写。',
    en: 'The key folder {folder} cannot be used ({cause}). Check that it exists and that the account running this can read and write it.',
  },
  keysReadableByOthers: {
    status: 500,
    zh: '密钥文件 {file} 可被其他账号读取（权限 {mode}）。请将目录权限改为 700、文件权限改为 600，并评估密钥是否已泄露。',
    en: 'The key file {file} can be read by other accounts (mode {mode}). Set folders to 700 and files to 600, and consider whether the keys have leaked.',
  },
  masterKeyMissing: {
    status: 500,
    zh: '密钥目录 {folder} 中有密钥，但主密钥 master.json 不见了。请从备份恢复主密钥；系统不会另建主密钥，以免旧数据无法打开。',
    en: 'The key folder {folder} holds keys but the master key master.json is gone. Restore it from the backup; no new one is made, because old data could then never be opened.',
  },
  keyFileCorrupted: {
    status: 500,
    zh: '密钥文件 {file} 已损坏或不属于本主密钥。请从备份恢复该文件，切勿删除。',
    en: 'The key file {file} is damaged or does not belong to this master key. Restore it from the backup; do not delete it.',
  },
  keyMissing: {
    status: 500,
    zh: '密钥 {name} 的第 {version} 版不存在。请从备份恢复密钥目录。',
    en: 'Version {version} of the key {name} does not exist. Restore the key folder from the backup.',
  },
  keyOfOtherKind: {
    status: 500,
    zh: '密钥 {name} 的种类是 {found}，不是 {wanted}。请换一个密钥名称。',
    en: 'The key {name} is of the kind {found}, not {wanted}. Use another key name.',
  },
  keyNameInvalid: {
    status: 500,
    zh: '密钥名称“{name}”不合规：只能用小写字母、数字、点和连字符，以字母开头，最长 80 个字符。',
    en: 'The key name "{name}" is not allowed: lower-case letters, digits, dots and hyphens, a letter first, at most 80 characters.',
  },
  cannotOpen: {
    status: 500,
    zh: '密文无法打开：内容被改动、用途不符或格式不对。请核对数据来源，必要时从备份恢复。',
    en: 'The sealed data cannot be opened: it was altered, belongs elsewhere, or is not in the sealed format. Check where it came from; restore it from the backup if needed.',
  },
  certificateInvalid: {
    status: 422,
    zh: '证书格式不正确：必须是 SM2 公钥、SM3 摘要的 X.509 第 3 版证书，且为规范的 DER 编码。请提供正确的证书文件。',
    en: 'This is not a valid certificate: an X.509 v3 certificate with an SM2 key and SM3 digest in canonical DER is needed. Provide the right certificate file.',
  },
  digestInvalid: {
    status: 500,
    zh: '摘要长度应为 32 字节（SM3），实际为 {length} 字节。请先用 SM3 计算摘要。',
    en: 'A digest must have 32 bytes (SM3), not {length}. Compute it with SM3 first.',
  },
});
