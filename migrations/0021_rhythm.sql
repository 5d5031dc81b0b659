-- How often controls run and how long their evidence lives is edited from now on, and so are facts from the day each
-- was adopted.
INSERT INTO fact (about, no, what, key, value, from_at, from_seq, ended_at)
SELECT 'control', no, 'cadence', '', cadence, at, seq, 9223372036854775807 FROM control;
INSERT INTO fact (about, no, what, key, value, from_at, from_seq, ended_at)
SELECT 'control', no, 'cadence', 'by-criticality', by_criticality, at, seq, 9223372036854775807 FROM control
WHERE by_criticality IS NOT NULL;
INSERT INTO fact (about, no, what, key, value, from_at, from_seq, ended_at)
SELECT 'control', c.no, 'fresh', r.id, r.fresh_rule || ' ' || r.fresh_days, c.at, c.seq, 9223372036854775807
FROM requirement r JOIN control c ON c.no = r.control;
