// The resources of the simulated province that a city may ask for. What a pack names among them is only how a city uses it.

export type Resource = {
  /** Interface id (sid) and, for the older channel, its path. */
  sid: string;
  path: string;
  scheme: 'gjzwfwpt' | 'tif';
  kind: string;
  up_cata_id: string;
  up_resource_id: string;
  title: string;
  title_en: string;
  provider: string;
  summary: string;
  params: { name: string; title: string; required?: boolean }[];
  fields: { name: string; title: string }[];
  /** Granted before this platform was joined, on paper. */
  granted?: { until: string; perDay: number; purpose: string };
  /** Granted only when the basis names a law. */
  needsLaw?: boolean;
};

const PERSON = [
  { name: 'id_card', title: '身份证号', required: true },
  { name: 'name', title: '姓名', required: true },
];

export const RESOURCES: readonly Resource[] = [
  {
    sid: 'S-SHBX-0001',
    path: 'shbx/jfhy',
    scheme: 'gjzwfwpt',
    kind: 'social-insurance',
    up_cata_id: 'ML-33-006-0012',
    up_resource_id: 'ZY-SHBX-0001',
    title: '社会保险参保缴费核验',
    title_en: 'Social insurance: enrolment and payments',
    provider: '省人力资源和社会保障厅',
    summary: '按身份证号和姓名核验养老保险参保状态、累计缴费月数',
    params: PERSON,
    fields: [
      { name: 'insured', title: '是否参保' },
      { name: 'state', title: '参保状态' },
      { name: 'months', title: '累计缴费月数' },
      { name: 'last_month', title: '最近缴费月份' },
      { name: 'kind', title: '险种' },
    ],
    granted: { until: '2028-12-31', perDay: 20_000, purpose: '政务服务办件核验' },
  },
  {
    sid: 'S-HYDJ-0001',
    path: 'hydj/cx',
    scheme: 'gjzwfwpt',
    kind: 'marriage',
    up_cata_id: 'ML-33-004-0003',
    up_resource_id: 'ZY-HYDJ-0001',
    title: '婚姻登记信息查询',
    title_en: 'Marriage registration',
    provider: '省民政厅',
    summary: '按身份证号和姓名查询婚姻登记状态',
    params: PERSON,
    fields: [
      { name: 'state', title: '婚姻登记状态' },
      { name: 'registered_on', title: '登记日期' },
      { name: 'office', title: '登记机关' },
    ],
    granted: { until: '2027-06-30', perDay: 5_000, purpose: '不动产登记、公积金业务核验' },
  },
  {
    sid: 'S-XLXX-0001',
    path: 'xlxx/cx',
    scheme: 'gjzwfwpt',
    kind: 'education',
    up_cata_id: 'ML-33-005-0007',
    up_resource_id: 'ZY-XLXX-0001',
    title: '高等教育学历信息查询',
    title_en: 'Degrees of higher education',
    provider: '省教育厅',
    summary: '按身份证号和姓名查询高等教育学历',
    params: PERSON,
    fields: [
      { name: 'degree', title: '学历层次' },
      { name: 'school', title: '毕业院校' },
      { name: 'graduated_on', title: '毕业日期' },
    ],
  },
  {
    sid: 'S-CJRZ-0001',
    path: 'cjrz/hy',
    scheme: 'gjzwfwpt',
    kind: 'disability',
    up_cata_id: 'ML-33-031-0002',
    up_resource_id: 'ZY-CJRZ-0001',
    title: '残疾人证核验',
    title_en: 'Disability certificates',
    provider: '省残疾人联合会',
    summary: '核验残疾人证的类别、等级和有效期；须写明法律依据',
    params: PERSON,
    fields: [
      { name: 'kind', title: '残疾类别' },
      { name: 'level', title: '残疾等级' },
      { name: 'valid_until', title: '有效期至' },
    ],
    needsLaw: true,
  },
  {
    sid: 'S-GJJ-0001',
    path: 'gjj/jc',
    scheme: 'gjzwfwpt',
    kind: 'provident-fund',
    up_cata_id: 'ML-33-017-0001',
    up_resource_id: 'ZY-GJJ-0001',
    title: '住房公积金缴存核验',
    title_en: 'Housing provident fund',
    provider: '省住房和城乡建设厅',
    summary: '核验住房公积金缴存状态和累计月数',
    params: PERSON,
    fields: [
      { name: 'state', title: '账户状态' },
      { name: 'months', title: '累计缴存月数' },
      { name: 'centre', title: '管理机构' },
    ],
  },
  {
    sid: 'S-QYDJ-0001',
    path: 'market/enterprise',
    scheme: 'tif',
    kind: 'enterprise',
    up_cata_id: 'ML-33-030-0001',
    up_resource_id: 'ZY-QYDJ-0001',
    title: '企业登记信息核验',
    title_en: 'Registration of enterprises',
    provider: '省市场监督管理局',
    summary: '按统一社会信用代码核验企业名称和登记状态（市场监管专用通道）',
    params: [{ name: 'credit_code', title: '统一社会信用代码', required: true }],
    fields: [
      { name: 'name', title: '企业名称' },
      { name: 'state', title: '登记状态' },
      { name: 'established_on', title: '成立日期' },
      { name: 'registrar', title: '登记机关' },
    ],
    granted: { until: '2029-12-31', perDay: 10_000, purpose: '涉企事项核验' },
  },
];
