/**
 * A loan's rules in the manner of the example chapter of the DMN specification, written by ourselves: item definitions, names of several
 * words, business knowledge as expression, table and context, invocations, a relation, and a decision that answers with a context.
 */
export const LOAN = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="loans" name="Loans" namespace="urn:test">
  <itemDefinition id="t_product" name="tProduct">
    <itemComponent id="t_p1" name="Type"><typeRef>string</typeRef><allowedValues id="t_p1a"><text>"standard", "special"</text></allowedValues></itemComponent>
    <itemComponent id="t_p2" name="Amount"><typeRef>amount</typeRef></itemComponent>
    <itemComponent id="t_p3" name="Rate"><typeRef>number</typeRef><allowedValues id="t_p3a"><text>[0..1]</text></allowedValues></itemComponent>
    <itemComponent id="t_p4" name="Term"><typeRef>tTerm</typeRef></itemComponent>
  </itemDefinition>
  <itemDefinition id="t_term" name="tTerm"><typeRef>number</typeRef><allowedValues id="t_ta"><text>&gt; 0</text></allowedValues></itemDefinition>
  <itemDefinition id="t_amount" name="amount"><typeRef>number</typeRef></itemDefinition>
  <itemDefinition id="t_incomes" name="tIncomes" isCollection="true"><typeRef>amount</typeRef></itemDefinition>
  <itemDefinition id="t_risk" name="tRisk"><typeRef>string</typeRef><allowedValues id="t_ra"><text>"low","medium","high"</text></allowedValues></itemDefinition>
  <inputData id="in_product" name="Requested Product"><variable id="v1" name="Requested Product" typeRef="tProduct"/></inputData>
  <inputData id="in_incomes" name="Monthly Incomes"><variable id="v2" name="Monthly Incomes" typeRef="tIncomes"/></inputData>
  <inputData id="in_score" name="Score" label="信用分 / credit score"><variable id="v3" name="Score" typeRef="number"/></inputData>

  <businessKnowledgeModel id="pmt" name="PMT" label="月供 / instalment">
    <variable id="v_pmt" name="PMT" typeRef="amount"/>
    <encapsulatedLogic id="f_pmt">
      <formalParameter id="fp1" name="Rate" typeRef="number"/><formalParameter id="fp2" name="Term" typeRef="number"/><formalParameter id="fp3" name="Amount" typeRef="amount"/>
      <literalExpression id="l_pmt"><text>decimal((Amount * Rate / 12) / (1 - (1 + Rate / 12) ** -Term), 0)</text></literalExpression>
    </encapsulatedLogic>
  </businessKnowledgeModel>
  <businessKnowledgeModel id="factor" name="Contingency Factor">
    <variable id="v_factor" name="Contingency Factor"/>
    <encapsulatedLogic id="f_factor">
      <formalParameter id="fp4" name="Risk" typeRef="tRisk"/>
      <decisionTable id="t_factor" hitPolicy="UNIQUE">
        <input id="c_risk" label="风险 / risk"><inputExpression id="e_risk"><text>Risk</text></inputExpression></input>
        <output id="o_factor" name="factor"/>
        <rule id="f-high" label="High risk keeps more back"><description>高风险留存较多</description><inputEntry id="f1"><text>"high"</text></inputEntry><outputEntry id="f2"><text>0.6</text></outputEntry></rule>
        <rule id="f-medium" label="Medium risk"><description>中风险</description><inputEntry id="f3"><text>"medium"</text></inputEntry><outputEntry id="f4"><text>0.7</text></outputEntry></rule>
        <rule id="f-low" label="Low risk"><description>低风险</description><inputEntry id="f5"><text>"low"</text></inputEntry><outputEntry id="f6"><text>0.8</text></outputEntry></rule>
      </decisionTable>
    </encapsulatedLogic>
  </businessKnowledgeModel>
  <businessKnowledgeModel id="afford" name="Affordability">
    <variable id="v_afford" name="Affordability"/>
    <encapsulatedLogic id="f_afford">
      <formalParameter id="fp5" name="Income" typeRef="amount"/><formalParameter id="fp6" name="Instalment" typeRef="amount"/><formalParameter id="fp7" name="Risk"/>
      <context id="x_afford">
        <contextEntry id="x1"><variable id="xv1" name="Share"/><invocation id="i1"><literalExpression id="i1c"><text>Contingency Factor</text></literalExpression><binding><parameter id="i1p" name="Risk"/><literalExpression id="i1e"><text>Risk</text></literalExpression></binding></invocation></contextEntry>
        <contextEntry id="x2"><variable id="xv2" name="Disposable" typeRef="amount"/><literalExpression id="x2e"><text>floor(Income * Share)</text></literalExpression></contextEntry>
        <contextEntry id="x3"><literalExpression id="x3e"><text>Disposable &gt;= Instalment</text></literalExpression></contextEntry>
      </context>
    </encapsulatedLogic>
    <knowledgeRequirement id="kr0"><requiredKnowledge href="#factor"/></knowledgeRequirement>
  </businessKnowledgeModel>

  <decision id="instalment" name="Instalment">
    <variable id="v4" name="Instalment" typeRef="amount"/>
    <informationRequirement id="r1"><requiredInput href="#in_product"/></informationRequirement>
    <knowledgeRequirement id="kr1"><requiredKnowledge href="#pmt"/></knowledgeRequirement>
    <invocation id="i2"><literalExpression id="i2c"><text>PMT</text></literalExpression>
      <binding><parameter id="i2p1" name="Rate"/><literalExpression id="i2e1"><text>Requested Product.Rate</text></literalExpression></binding>
      <binding><parameter id="i2p2" name="Term"/><literalExpression id="i2e2"><text>Requested Product.Term</text></literalExpression></binding>
      <binding><parameter id="i2p3" name="Amount"/><literalExpression id="i2e3"><text>Requested Product.Amount</text></literalExpression></binding>
    </invocation>
  </decision>
  <decision id="risk" name="Risk" label="风险等级 / risk category">
    <variable id="v5" name="Risk" typeRef="tRisk"/>
    <informationRequirement id="r2"><requiredInput href="#in_score"/></informationRequirement>
    <decisionTable id="t_risk_table" hitPolicy="UNIQUE">
      <input id="c_score" label="信用分 / credit score"><inputExpression id="e_score" typeRef="number"><text>Score</text></inputExpression></input>
      <output id="o_risk" name="Risk" typeRef="tRisk"/>
      <rule id="r-high" label="Below 100: high"><description>低于 100 分：高</description><inputEntry id="q1"><text>&lt; 100</text></inputEntry><outputEntry id="q2"><text>"high"</text></outputEntry></rule>
      <rule id="r-medium" label="100 to 120: medium"><description>100 至 120 分：中</description><inputEntry id="q3"><text>[100..120)</text></inputEntry><outputEntry id="q4"><text>"medium"</text></outputEntry></rule>
      <rule id="r-low" label="120 and above: low"><description>120 分以上：低</description><inputEntry id="q5"><text>&gt;= 120</text></inputEntry><outputEntry id="q6"><text>"low"</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <decision id="bands" name="Bands">
    <variable id="v6" name="Bands"/>
    <relation id="rel"><column id="col1" name="upTo"/><column id="col2" name="rate"/>
      <row id="row1"><literalExpression id="ra"><text>1000000</text></literalExpression><literalExpression id="rb"><text>0.175</text></literalExpression></row>
      <row id="row2"><literalExpression id="rc"><text>5000000</text></literalExpression><literalExpression id="rd"><text>0.125</text></literalExpression></row>
    </relation>
  </decision>
  <decision id="loan" name="Loan">
    <variable id="v7" name="Loan"/>
    <informationRequirement id="r3"><requiredDecision href="#instalment"/></informationRequirement>
    <informationRequirement id="r4"><requiredDecision href="#risk"/></informationRequirement>
    <informationRequirement id="r5"><requiredInput href="#in_incomes"/></informationRequirement>
    <informationRequirement id="r6"><requiredDecision href="#bands"/></informationRequirement>
    <informationRequirement id="r7"><requiredInput href="#in_product"/></informationRequirement>
    <knowledgeRequirement id="kr2"><requiredKnowledge href="#afford"/></knowledgeRequirement>
    <context id="x_loan">
      <contextEntry id="y1"><variable id="yv1" name="Income" typeRef="amount" label="月收入合计 / income a month"/><literalExpression id="y1e"><text>sum(Monthly Incomes)</text></literalExpression></contextEntry>
      <contextEntry id="y2"><variable id="yv2" name="Affordable"/><literalExpression id="y2e"><text>Affordability(Income, Instalment, Risk)</text></literalExpression></contextEntry>
      <contextEntry id="y3"><variable id="yv3" name="Round"/><functionDefinition id="fd"><formalParameter id="fdp" name="x" typeRef="number"/><literalExpression id="fde"><text>decimal(x, 0)</text></literalExpression></functionDefinition></contextEntry>
      <contextEntry id="y4"><variable id="yv4" name="Fee" typeRef="amount"/><literalExpression id="y4e"><text>Round(Requested Product.Amount * Bands[upTo &gt;= Requested Product.Amount][1].rate / 100)</text></literalExpression></contextEntry>
      <contextEntry id="y5"><context id="x_result">
        <contextEntry id="z1"><variable id="zv1" name="outcome"/><literalExpression id="z1e"><text>if Affordable then "approve" else "route"</text></literalExpression></contextEntry>
        <contextEntry id="z2"><variable id="zv2" name="fee" typeRef="amount"/><literalExpression id="z2e"><text>Fee</text></literalExpression></contextEntry>
        <contextEntry id="z3"><variable id="zv3" name="papers"/><list id="li"><literalExpression id="li1"><text>"contract"</text></literalExpression><literalExpression id="li2"><text>Risk</text></literalExpression></list></contextEntry>
      </context></contextEntry>
    </context>
  </decision>
</definitions>`;

export const LOAN_INPUTS = {
  'Requested Product': { Type: 'standard', Amount: 1_000_000n, Rate: 0.0375, Term: 360 },
  'Monthly Incomes': [600_000, 150_050],
  Score: 110,
};
