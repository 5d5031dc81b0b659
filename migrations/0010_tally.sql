-- Findings counted, derived as they are: how many subjects of a requirement read alike, from when until when, what
-- follows, and who has them in hand (`owner/deputy`, as `subject.hands` says).
ALTER TABLE subject ADD COLUMN hands {text} NOT NULL DEFAULT '';
UPDATE subject SET hands = coalesce(
    (SELECT coalesce(CAST(y.owner AS TEXT), '') || '/' || coalesce(CAST(y.deputy AS TEXT), '') FROM system y
     WHERE y.no = subject.no AND (y.owner IS NOT NULL OR y.deputy IS NOT NULL)),
    (SELECT CAST(v.owner AS TEXT) || '/' FROM vendor v WHERE v.no = subject.no AND v.owner IS NOT NULL), '');

CREATE TABLE tally (
    until_at {instant} NOT NULL,
    requirement {no} NOT NULL,
    from_at {instant} NOT NULL,
    state {count} NOT NULL,
    detail {count} NOT NULL,
    follows {count} NOT NULL,
    programmes {count} NOT NULL,
    asked_at {instant} NOT NULL,
    hands {text} NOT NULL,
    subjects {count} NOT NULL,
    PRIMARY KEY (until_at, requirement, from_at, state, detail, follows, programmes, asked_at, hands)
)
--only sqlite
STRICT, WITHOUT ROWID
--end
;
CREATE INDEX tally_gone ON tally (requirement) WHERE subjects = 0;
INSERT INTO tally (until_at, requirement, from_at, state, detail, follows, programmes, asked_at, hands, subjects)
SELECT f.until_at, f.requirement, f.from_at, f.state, f.detail,
    coalesce((SELECT n.state FROM finding n WHERE n.subject = f.subject AND n.requirement = f.requirement
        AND n.from_at = f.until_at), 0),
    f.programmes, f.asked_at, s.hands, count(*)
FROM finding f JOIN subject s ON s.no = f.subject GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
