import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiVisitor, type ApiVisitor } from './support/api.ts';
import { keepOnFailure, settled, visit, type Visitor } from './support/browser.ts';
import { departmentChanges, openCity } from './support/city.ts';
import { eventually } from './support/eventually.ts';
import { isAlive } from './support/processes.ts';
import { behind, railPid, type Behind } from './support/rail-city.ts';
import { signIn } from './support/sign-in.ts';

const city = openCity('railway');
const ALBUM = 'railway';
const PHONE = 'railway-phone';
/** What “within seconds” means on a machine that does ten other things. */
const SECONDS = 10_000;

type Line = { id: string; state: string; appliedAt?: string; rowsInLake?: number; quarantined: number };
type Proof = { id: string; state: string; outcome?: string; fault?: unknown };

let officer: Visitor;
let page: Page;
let look: Visitor['look'];
let api: ApiVisitor;
let under: Behind;

beforeAll(async () => {
  under = behind(city.product);
  api = await apiVisitor(city.product, 'data', 'console');
  officer = await visit(city.browser, city.product.url, { size: 'desk', album: ALBUM });
  ({ page, look } = officer);
  await signIn(officer, city.product, 'console', 'data', '/railway');
});
afterAll(async () => {
  await under?.close();
  await api?.close();
});

const line = (id: string): Promise<Line> => api.get<Line>(`/api/exchange/lines/${id}`);
const open = async (path: string): Promise<void> => {
  await page.goto(`/console${path}`);
  await settled(page);
};
/** What a page says, again and again until it holds: it is told by the server, nobody loads it anew. */
const pageSays = (what = page) => eventually(() => what.locator('main').innerText());
const count = async (rows: Promise<{ count: string }[]>): Promise<number> => Number((await rows)[0]?.count);

describe('the data officer and the railway', () => {
  test('the map shows departments, their systems and tables, all running, and moves by itself; also on a phone', async () => {
    keepOnFailure(ALBUM, officer);
    await page.getByRole('heading', { name: '数据铁路', level: 1 }).waitFor();
    for (const words of ['明州市公安局', '社会保险信息系统', '不动产登记系统', '道路运输管理系统'])
      await pageSays().toContain(words);
    await eventually(() => page.locator('.stations li').count()).toBe(4);
    for (const station of await page.locator('.stations li').all())
      expect(await station.innerText()).toMatch(/运行中|\d+(\.\d+)? (毫秒|秒)/);
    const figures = page.locator('main').getByText('近一小时进湖（行）').locator('..');
    const before = await figures.innerText();
    await eventually(() => figures.innerText(), 'rows that come are counted on the open page').not.toBe(before);
    await look('map');
    const phone = await visit(city.browser, city.product.url, { size: 'phone', album: PHONE });
    keepOnFailure(PHONE, phone);
    await signIn(phone, city.product, 'console', 'data', '/railway');
    await pageSays(phone.page).toContain('道路运输管理系统');
    await phone.look('map');
    await phone.page.goto('/console/lines/psb-household');
    await pageSays(phone.page).toContain('湖中行数');
    await phone.look('line');
    expect.soft(phone.complaints).toEqual([]);
    await phone.context.close();
  });

  test('a clerk of a department changes a row: the line’s page shows it and the city’s registry knows it within seconds', async () => {
    keepOnFailure(ALBUM, officer);
    await open('/lines/psb-household');
    const status = async () =>
      (
        await under.hub<{ status: string }>(
          `select household_status as status from lake.registry_population where name = '周淑芬'`,
        )
      )[0]?.status;
    expect(await status()).toBe('normal');
    await page.waitForTimeout(100);
    const head = page.getByRole('region', { name: '线路概况' });
    const before = await head.innerText();
    const said = await departmentChanges(city, '--set', 'household_status=moved-away');
    await expect.poll(status, { timeout: SECONDS, interval: 50 }).toBe('moved-away');
    console.log(`the registry knew it ${((Date.now() - said) / 1000).toFixed(1)} s after the department's command`);
    await expect.poll(() => head.innerText(), { timeout: SECONDS, interval: 100 }).not.toBe(before);
    await pageSays().toMatch(/湖中行数[\s\S]*隔离/);
    await look('line');
    await departmentChanges(city, '--undo');
    await expect.poll(status, { timeout: SECONDS, interval: 50 }).toBe('normal');
  });

  test('a register without a key that holds someone twice does not lose them when one of the two rows is deleted', async () => {
    const [twin] = await under.department<{ id: string }>(
      'psb',
      `insert into qzk.hj_rkjbxx select * from qzk.hj_rkjbxx where "XM" = '周淑芬' limit 1 returning "GMSFHM" as id`,
    );
    await under.department(
      'psb',
      `delete from qzk.hj_rkjbxx where ctid = (select max(ctid) from qzk.hj_rkjbxx where "GMSFHM" = $1)`,
      [twin?.id],
    );
    const known = () =>
      count(under.hub(`select count(*) from lake.raw_household_register where citizen_id = $1`, [twin?.id]));
    const asked = () =>
      under.hub<{ state: string }>(
        `select state from exchange.reload where line_id = 'psb-household' order by id desc limit 1`,
      );
    await eventually(async () => (await asked())[0]?.state, 'the source is asked what is left').toBe('done');
    expect(await known()).toBe(1);
    expect(await proven('psb-household')).toMatchObject({ outcome: 'equal' });
  });

  test('a second table of a department is connected step by step, a wrong password is told apart, and it goes live', async () => {
    keepOnFailure(ALBUM, officer);
    await under.department('transport', NEW_TABLE);
    const { host, port, database, user, password } = under.addressOf('TRANSPORT_DATABASE_URL');
    await open('/connections/new');
    await page.getByRole('radio', { name: /^PostgreSQL/ }).check();
    await look('connect-kind');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.waitForURL(/step=address/);
    await page.getByRole('combobox', { name: '部门' }).fill('交通运输局');
    await page.keyboard.press('Enter');
    const field = (name: string) => page.getByRole('textbox', { name, exact: true });
    await field('系统').fill('危险货物运输监管系统');
    await field('连接名称').fill('危货运输监管库');
    await page.getByRole('textbox', { name: /^主机/ }).fill(host);
    await page.getByLabel(/^端口/).fill(port);
    await field('数据库').fill(database);
    await page.getByRole('textbox', { name: /^用户名/ }).fill(user);
    await page.locator('input[type=password]').fill('not-the-password');
    await page.getByRole('button', { name: '试连' }).click();
    await page
      .getByText(/口令|密码/)
      .filter({ hasText: /不对|错误|拒绝/ })
      .first()
      .waitFor();
    await look('connect-refused');
    await page.locator('input[type=password]').fill(password);
    await page.getByRole('button', { name: '试连' }).click();
    await page.getByText(/连上了：PostgreSQL/).waitFor();
    await look('connect-address');
    await page.getByRole('button', { name: '保存连接' }).click();
    await page.getByRole('checkbox', { name: '选择 dlys.whcy' }).check();
    await look('connect-tables');
    await page.getByRole('button', { name: '下一步' }).click();
    await pageSays().toContain('道路运输从业');
    await look('connect-mapping');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByText('约 60 行，预计 1 秒').waitFor();
    await look('connect-mode');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByText('57 / 60 行合格').waitFor();
    await look('connect-dry-run');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('button', { name: '开始归集 1 张表' }).click();
    await page.getByRole('heading', { name: '都已开始' }).waitFor();
    await look('connect-begun');
    await page.getByRole('link', { name: '已开始，打开线路' }).click();
    await pageSays().toMatch(/运行中[\s\S]*湖中行数\s+57/);
    await look('connected-line');
    expect(
      await count(
        under.hub(`select count(*) from lake.raw_driver_qualifications where qualification_no like '9902WH%'`),
      ),
    ).toBe(57);
    await under.department('transport', `update dlys.whcy set "ZJZT" = '20' where "CYZGZH" = '9902WH001'`);
    await expect
      .poll(
        async () =>
          (
            await under.hub<{ state: string }>(
              `select state from lake.raw_driver_qualifications where qualification_no = '9902WH001'`,
            )
          )[0]?.state,
        { timeout: SECONDS },
      )
      .toBe('20');
  });

  test('a row that does not pass waits in quarantine, is opened with a purpose, mended, and is in the lake', async () => {
    keepOnFailure(ALBUM, officer);
    const id = citizenId('99020519900101002');
    await open('/lines/psb-household?tab=quarantine');
    await under.department(
      'psb',
      `insert into qzk.hj_rkjbxx ("GMSFHM", "XM", "XB", "CSRQ", "HJDZ", "HJXZQH", "HJXZQHMC", "HKZT", "LHRQ", "GXSJ")
       select $1, '试样一', '2', '19900230', "HJDZ", "HJXZQH", "HJXZQHMC", '10', '20000101', '20260101' from qzk.hj_rkjbxx where "XM" = '周淑芬' limit 1`,
      [id],
    );
    const newest = page.getByRole('row').filter({ hasText: '出生日期' }).filter({ hasText: '新增' });
    await newest.first().waitFor();
    await look('quarantine');
    await newest.first().getByRole('button').first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('查看用途').fill('核对并修复');
    await page.keyboard.press('Enter');
    await drawer.getByLabel('CSRQ', { exact: true }).fill('19900101');
    await look('quarantine-row');
    await drawer.getByRole('button', { name: '校验并补入' }).click();
    await drawer.getByRole('heading', { name: '已补入数据湖' }).waitFor();
    expect(await count(under.hub(`select count(*) from lake.raw_household_register where citizen_id = $1`, [id]))).toBe(
      1,
    );
  });

  test('a new column at the department is held with its values, catalogued by the officer, and filled', async () => {
    keepOnFailure(ALBUM, officer);
    await open('/lines/transport-drivers?tab=held');
    await under.department('transport', `alter table dlys.cyzg add column "XYDJ" text`);
    await under.department('transport', `update dlys.cyzg set "XYDJ" = 'AA' where "CYZGZH" like '%1'`);
    await page.getByRole('button', { name: '编目或忽略' }).waitFor();
    await look('held-column');
    await page.getByRole('button', { name: '编目或忽略' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('中文名称').fill('信用等级');
    await drawer.getByLabel('英文名称').fill('Credit grade');
    await look('held-catalogue');
    await drawer.getByRole('button', { name: '编目并填入' }).click();
    await pageSays().toContain('已编目');
    const marked = await count(
      under.department('transport', `select count(*) from dlys.cyzg where "XYDJ" is not null`),
    );
    const filled = async (): Promise<number> => {
      const column = await under.hub(
        `select from information_schema.columns where table_name = 'raw_driver_qualifications' and column_name = 'xydj'`,
      );
      if (column.length === 0) return 0;
      return count(under.hub(`select count(*) from lake.raw_driver_qualifications where xydj = 'AA'`));
    };
    expect(marked).toBeGreaterThan(0);
    await eventually(filled, 'values that were held are in the lake').toBe(marked);
  });

  test('reconciliation finds what was tampered with in the lake, to the row, and one click mends it', async () => {
    keepOnFailure(ALBUM, officer);
    const table = 'lake.raw_real_estate_certificates';
    await under.hub(
      `update ${table} set owner = '被改过' where certificate_no = (select min(certificate_no) from ${table})`,
    );
    await under.hub(`delete from ${table} where certificate_no = (select max(certificate_no) from ${table})`);
    await open('/lines/natural-resources-certificates?tab=proof');
    await page.getByRole('button', { name: '现在对账' }).click();
    await page.getByRole('button', { name: '修复 2 行' }).waitFor();
    await look('proof-differs');
    await page.getByRole('button', { name: '修复 2 行' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^修\s?复$/ })
      .click();
    await pageSays().toContain('已修复');
    await eventually(() => page.getByRole('button', { name: /^修复 \d+ 行$/ }).count()).toBe(0);
    await look('proof-mended');
    await eventually(() => count(under.hub(`select count(*) from ${table} where owner = '被改过'`))).toBe(0);
    expect(await proven('natural-resources-certificates')).toMatchObject({ outcome: 'equal' });
  });

  test('a line is paused and resumed: what changed meanwhile is in the lake', async () => {
    keepOnFailure(ALBUM, officer);
    await open('/lines/hrss-enrolment');
    await page.getByRole('button', { name: /^暂\s?停$/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^暂\s?停$/ })
      .click();
    await pageSays().toContain('已暂停');
    await look('paused');
    await under.department(
      'hrss',
      `update sb.cbdj set "CBZT" = '3' where "CBDJH" in (select "CBDJH" from sb.cbdj order by 1 limit 20)`,
    );
    await page.getByRole('button', { name: /^恢\s?复$/ }).click();
    await pageSays().toContain('运行中');
    expect(await proven('hrss-enrolment')).toMatchObject({ outcome: 'equal' });
  });

  test('the rail’s process is killed under work: it comes back by itself, and nothing is lost', async () => {
    keepOnFailure(ALBUM, officer);
    const before = await railPid(city.product);
    const busy = under.department('hrss', `update sb.cbdj set "CBD" = "CBD" || '' , "GXRQ" = '20260102'`);
    process.kill(before, 'SIGKILL');
    await busy;
    await under.department(
      'hrss',
      `delete from sb.cbdj where "CBDJH" in (select "CBDJH" from sb.cbdj order by 1 desc limit 5)`,
    );
    await eventually(() => isAlive(before)).toBe(false);
    expect(await railPid(city.product, before)).not.toBe(before);
    const rows = await count(under.department('hrss', `select count(*) from sb.cbdj`));
    await eventually(async () => {
      const { rowsInLake = 0, quarantined } = await line('hrss-enrolment');
      return rowsInLake + quarantined;
    }).toBe(rows);
    expect(await proven('hrss-enrolment')).toMatchObject({ outcome: 'equal' });
    await open('/railway');
    await eventually(() => page.locator('.stations li').count()).toBe(5);
    await look('map-after');
    expect.soft(officer.complaints).toEqual([]);
  });
});

/** Has source and lake compared, row by row, and tells what came of it. */
async function proven(lineId: string): Promise<Proof> {
  const { id } = (await (await api.post(`/api/reconciliations/lines/${lineId}`, {})).json()) as { id: string };
  const read = (): Promise<Proof> => api.get<Proof>(`/api/reconciliations/${id}`);
  await eventually(async () => (await read()).state).toMatch(/^(done|failed|cancelled)$/);
  return read();
}

/** The 17 digits of a citizen id with their check digit (GB 11643). */
function citizenId(digits: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  return digits + '10X98765432'[sum % 11];
}

/** Drivers of dangerous goods, as another desk of the transport bureau keeps them; three of sixty rows do not pass. */
const NEW_TABLE = `
  create table dlys.whcy ("CYZGZH" text primary key, "SFZH" text, "XM" text, "CYLB" text, "ZJZT" text, "CCLZRQ" text, "GXRQ" text);
  comment on table dlys.whcy is '危险货物道路运输从业人员';
  comment on column dlys.whcy."CYZGZH" is '从业资格证号';
  insert into dlys.whcy
    select '9902WH' || lpad(n::text, 3, '0'), "SFZH", "XM", '危险货物运输驾驶员',
      case when n = 7 then '不详' else '10' end, case when n in (8, 9) then '2026-02-30' else '2024-03-01' end, '20260102'
    from (select "SFZH", "XM", row_number() over (order by "CYZGZH") as row from dlys.cyzg) known,
      generate_series(1, 60) n where row = 1 + n % 40;
  grant select on dlys.whcy to transport_reader;
  analyze dlys.whcy`;
