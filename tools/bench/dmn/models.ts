/** Decision files of the bench's own: a table of forty rows, a graph of three decisions with a business knowledge model, a table about money. */

const XMLNS = 'https://www.omg.org/spec/DMN/20230324/MODEL/';
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

type Input = { name: string; type: string };
type Row = { tests: string[]; outputs: string[] };

const data = ({ name, type }: Input): string =>
  `<inputData id="in_${name}" name="${name}"><variable id="v_${name}" name="${name}" typeRef="${type}"/></inputData>`;
const need = (names: readonly string[], owner: string): string =>
  names
    .map(
      (name) =>
        `<informationRequirement id="q_${owner}_${name}"><requiredInput href="#in_${name}"/></informationRequirement>`,
    )
    .join('');
const cell = (id: string, kind: string, text: string): string =>
  `<${kind} id="${id}"><text>${escape(text)}</text></${kind}>`;

function table(
  id: string,
  policy: string,
  inputs: readonly string[],
  outputs: readonly Input[],
  rows: readonly Row[],
): string {
  const columns = inputs.map(
    (name) =>
      `<input id="${id}_c_${name}" label="${name}"><inputExpression id="${id}_e_${name}"><text>${name}</text></inputExpression></input>`,
  );
  const results = outputs.map(({ name, type }) => `<output id="${id}_o_${name}" name="${name}" typeRef="${type}"/>`);
  const rules = rows.map(
    (row, index) =>
      `<rule id="${id}_r${index}" label="Rule ${index}"><description>第 ${index} 条</description>${row.tests.map((test, at) => cell(`${id}_i${index}_${at}`, 'inputEntry', test)).join('')}${row.outputs.map((value, at) => cell(`${id}_x${index}_${at}`, 'outputEntry', value)).join('')}</rule>`,
  );
  return `<decisionTable id="${id}" hitPolicy="${policy}">${columns.join('')}${results.join('')}${rules.join('')}</decisionTable>`;
}

const file = (id: string, body: string): string =>
  `<definitions xmlns="${XMLNS}" id="${id}" name="${id}" namespace="urn:bench">${body}</definitions>`;
const TRADES = ['food', 'hotel', 'school', 'clinic', 'shop'];
const ZONES = ['old', 'new', 'port', 'hill'];

/** Forty rows, five inputs: which permits a trade in a zone needs. */
export function fortyRows(): string {
  const inputs = [
    { name: 'trade', type: 'string' },
    { name: 'zone', type: 'string' },
    { name: 'area', type: 'number' },
    { name: 'staff', type: 'number' },
    { name: 'renewal', type: 'boolean' },
  ];
  const names = inputs.map(({ name }) => name);
  const rows = TRADES.flatMap((trade, first) =>
    ZONES.flatMap((zone, second) => [
      {
        tests: [`"${trade}"`, `"${zone}"`, '< 50', `<= ${60 + first}`, '-'],
        outputs: ['"simple"', String(3 + second)],
      },
      {
        tests: [`"${trade}"`, `"${zone}"`, '[50..5000]', `[1..${400 + second}]`, 'true, false'],
        outputs: ['"full"', `if renewal then ${5 + first} else ${15 + second}`],
      },
    ]),
  );
  const outputs = [
    { name: 'procedure', type: 'string' },
    { name: 'days', type: 'number' },
  ];
  const rest = '<variable id="v_permit" name="permit"/>';
  return file(
    'forty',
    `${inputs.map(data).join('')}<decision id="permit" name="permit">${rest}${need(names, 'permit')}${table('t_permit', 'FIRST', names, outputs, [...rows.slice(0, 39), { tests: ['-', '-', '-', '-', '-'], outputs: ['"clerk"', 'null'] }])}</decision>`,
  );
}

/** Income per head, a subsidy's class by it, and the outcome: three decisions and a knowledge model. */
export function graph(): string {
  const inputs = [
    { name: 'household', type: 'number' },
    { name: 'income', type: 'amount' },
    { name: 'rent', type: 'amount' },
    { name: 'resident', type: 'boolean' },
  ];
  const knowledge =
    '<businessKnowledgeModel id="share" name="share"><variable id="v_share" name="share"/><encapsulatedLogic id="f_share"><formalParameter id="p1" name="part" typeRef="number"/><formalParameter id="p2" name="whole" typeRef="number"/><literalExpression id="l_share"><text>if whole = 0 then 1 else decimal(part / whole, 4)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>';
  const perHead = `<decision id="perHead" name="perHead"><variable id="v_perHead" name="perHead" typeRef="amount"/>${need(['household', 'income'], 'perHead')}<literalExpression id="l_perHead"><text>floor(income / household)</text></literalExpression></decision>`;
  const burden = `<decision id="burden" name="burden"><variable id="v_burden" name="burden"/>${need(['income', 'rent'], 'burden')}<knowledgeRequirement id="k1"><requiredKnowledge href="#share"/></knowledgeRequirement><literalExpression id="l_burden"><text>share(rent, income)</text></literalExpression></decision>`;
  const rows = [
    { tests: ['false, null', '-', '-'], outputs: ['"refuse"', '0'] },
    { tests: ['-', '< 150000', '> 0.3'], outputs: ['"approve"', 'decimal(perHead * 0.175, 0)'] },
    { tests: ['-', '< 300000', '> 0.5'], outputs: ['"approve"', 'decimal(perHead * 0.125, 0)'] },
    { tests: ['-', '-', '-'], outputs: ['"route"', '0'] },
  ];
  const outputs = [
    { name: 'outcome', type: 'string' },
    { name: 'subsidy', type: 'amount' },
  ];
  const requires = ['perHead', 'burden']
    .map((id) => `<informationRequirement id="q_${id}"><requiredDecision href="#${id}"/></informationRequirement>`)
    .join('');
  return file(
    'graph',
    `${inputs.map(data).join('')}${knowledge}${perHead}${burden}<decision id="subsidy" name="subsidy"><variable id="v_subsidy" name="subsidy"/>${need(['resident'], 'subsidy')}${requires}${table('t_subsidy', 'FIRST', ['resident', 'perHead', 'burden'], outputs, rows)}</decision>`,
  );
}

/** Fees in fen, added up over every row that applies. */
export function fees(): string {
  const inputs = [
    { name: 'amount', type: 'amount' },
    { name: 'kind', type: 'string' },
    { name: 'late', type: 'number' },
  ];
  const names = inputs.map(({ name }) => name);
  const rows = [
    { tests: ['-', '-', '-'], outputs: ['5000'] },
    { tests: ['> 10000000', '-', '-'], outputs: ['decimal((amount - 10000000) * 0.0025, 0)'] },
    { tests: ['-', '"firm"', '-'], outputs: ['decimal(amount * 0.001, 0)'] },
    { tests: ['-', '"person"', '-'], outputs: ['decimal(amount * 0.0005, 0)'] },
    { tests: ['-', '-', '> 0'], outputs: ['decimal(amount * 0.0005 * late, 0)'] },
  ];
  const aggregated = table('t_fee', 'COLLECT', names, [{ name: 'fee', type: 'amount' }], rows).replace(
    'hitPolicy="COLLECT"',
    'hitPolicy="COLLECT" aggregation="SUM"',
  );
  return file(
    'fees',
    `${inputs.map(data).join('')}<decision id="fee" name="fee"><variable id="v_fee" name="fee" typeRef="amount"/>${need(names, 'fee')}${aggregated}</decision>`,
  );
}
