import { defineErrors } from '@platform/kernel';

export const lakeErrors = defineErrors('lake', {
  badName: {
    status: 500,
    zh: '“{name}”不能作为数据湖的表名或列名：须为小写字母、数字和下划线，最长 63 个字符。请修改业务包中的名称。',
    en: '"{name}" cannot name a table or column of the lake: lower-case letters, digits and underscores, at most 63 places. Change the name in the pack.',
  },
  columnChangedType: {
    status: 500,
    zh: '数据湖表 {table} 的列 {column} 原为 {before}，不能改为 {after}。请在业务包中另起一个信息项名称。',
    en: 'Column {column} of the lake table {table} is {before} and cannot become {after}. Give the item a new name in the pack.',
  },
  keyChanged: {
    status: 500,
    zh: '数据湖表 {table} 的主键原为（{before}），不能改为（{after}）。请在业务包中另建一个目录。',
    en: 'The key of the lake table {table} is ({before}) and cannot become ({after}). Make a new resource in the pack.',
  },
  secondWriter: {
    status: 500,
    zh: '数据湖表 {table} 已由 {writer} 写入，不能再授予 {module}：一张表只有一个写入方。',
    en: '{writer} already writes the lake table {table}; {module} may not as well: a table has one writer.',
  },
  noTemporaryTables: {
    status: 500,
    zh: '角色 {role} 不能建临时表。请由数据库管理员执行：GRANT TEMPORARY ON DATABASE "{database}" TO "{role}"',
    en: 'The role {role} may not make temporary tables. Ask the database administrator to run: GRANT TEMPORARY ON DATABASE "{database}" TO "{role}"',
  },
});
