-- A system whose words name a vendor, and of which somebody said that it is not this vendor; until it is taken up again.
CREATE TABLE mention_aside (
    vendor {id} NOT NULL REFERENCES vendor (id),
    system {id} NOT NULL REFERENCES system (id),
    by {id} NOT NULL REFERENCES person (id),
    at {instant} NOT NULL,
    seq {entry} NOT NULL,
    PRIMARY KEY (vendor, system)
){strict};
