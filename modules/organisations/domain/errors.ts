import { defineErrors } from '@platform/kernel';

export const organisationsErrors = defineErrors('organisations', {
  unknownOrganisation: {
    status: 404,
    zh: '没有编号为“{id}”的机构，请检查编号或在用的业务包。',
    en: 'There is no organisation "{id}"; check the id or the packs in use.',
  },
  unknownDivision: {
    status: 404,
    zh: '没有代码为 {code} 的区划，请检查代码。',
    en: 'There is no division {code}; check the code.',
  },
  unknownParent: {
    status: 500,
    zh: '{file} 第 {line} 行：“{id}”的上级“{parent}”不存在，请改正或补上上级。',
    en: '{file}:{line}: the parent "{parent}" of "{id}" does not exist; correct it or add it.',
  },
  circle: {
    status: 500,
    zh: '{file} 第 {line} 行：上下级关系形成了环：{path}，请断开其中一处。',
    en: '{file}:{line}: parents go round in a circle: {path}; break it at one place.',
  },
  divisionMissing: {
    status: 500,
    zh: '{file} 第 {line} 行：机构“{id}”所在的区划 {code} 不存在，请改正或补上区划。',
    en: '{file}:{line}: the division {code} of organisation "{id}" does not exist; correct it or add it.',
  },
  levelOrder: {
    status: 500,
    zh: '{file} 第 {line} 行：区划 {id} 的级别不低于上级 {parent}，请改正级别或上级。',
    en: '{file}:{line}: division {id} is not of a lower level than its parent {parent}; correct the level or the parent.',
  },
});
