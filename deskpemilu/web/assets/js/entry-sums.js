/* The form's arithmetic while somebody types: pure, the same as domain/rules/identities.py.

   In: figures by the names of their boxes, and the paper's plan (Paper.sums of intake/sheet.py).
   Out: the sum of section IV, whether every choice has a figure, the identities that are broken, and
   for each box that ought to be a sum what the other boxes give so far. A test runs both on random
   forms and compares them (tests/e2e/test_entry_sums.py). */
window.DeskSums = (() => {
  "use strict";
  const VOTES = "votes";
  const CHOICE = "choice:";
  const PARTY_SUM = "jumlah_partai_";

  const partyOf = (key) => key.split(".", 1)[0];
  const summedParties = (figures) =>
    new Set(Object.keys(figures).filter((name) => name.startsWith(PARTY_SUM)).map((name) => name.slice(PARTY_SUM.length)));

  const missing = (figures, plan, summed) => {
    const has = (key) => CHOICE + key in figures;
    if (!plan.legislative) return plan.choices.filter((key) => !has(key));
    const byCandidate = Object.keys(figures).some((name) => name.startsWith(CHOICE) && name.includes("."));
    return plan.choices.filter((key) => !has(key) && (byCandidate || !key.includes(".")) && !summed.has(partyOf(key)));
  };

  /* Rows that section IV adds up: party sums where they are written, else the single choices. */
  const voteRows = (figures, summed) =>
    Object.keys(figures).filter(
      (name) => name.startsWith(PARTY_SUM) || (name.startsWith(CHOICE) && !summed.has(partyOf(name.slice(CHOICE.length))))
    );

  const identities = (plan) => [
    ...plan.fixed.map(([code, left, right]) => ({ code, left, right })),
    ...Object.entries(plan.parties)
      .filter(([, keys]) => keys.length)
      .map(([party, keys]) => ({ code: "A8", left: PARTY_SUM + party, right: keys.map((key) => CHOICE + key) })),
  ];

  const evaluate = (figures, plan) => {
    const summed = summedParties(figures);
    const parts = voteRows(figures, summed);
    const votes = parts.reduce((sum, name) => sum + figures[name], 0);
    const complete = parts.length > 0 && missing(figures, plan, summed).length === 0;
    const figure = (name) => {
      if (name === VOTES) return complete ? votes : null;
      return name in figures ? figures[name] : null;
    };
    const broken = [];
    const sums = {};
    for (const rule of identities(plan)) {
      const written = figure(rule.left);
      const known = rule.right.map((name) => (name === VOTES && parts.length ? votes : figure(name))).filter((n) => n !== null);
      const whole = rule.right.every((name) => figure(name) !== null);
      const computed = known.reduce((sum, n) => sum + n, 0);
      if (known.length) (sums[rule.left] ||= []).push({ code: rule.code, right: rule.right, computed, whole });
      if (whole && written !== null && written !== computed) broken.push({ ...rule, written, computed });
    }
    return { votes, any: parts.length > 0, complete, broken, sums };
  };

  return { VOTES, CHOICE, evaluate };
})();
