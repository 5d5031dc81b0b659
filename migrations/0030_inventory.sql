-- Column mappings that people saved for the next import, as JSON. The shipped ones are part of the program.
CREATE TABLE mapping (
    id {id} PRIMARY KEY,
    version {count} NOT NULL,
    name {text} NOT NULL UNIQUE,
    body {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    at {instant} NOT NULL,
    seq {seq} NOT NULL
){strict};

-- The list of systems by what it is narrowed and ordered by.
CREATE INDEX system_by_stage ON system (stage, name, no);
CREATE INDEX system_by_criticality ON system (criticality, name, no);
CREATE INDEX system_by_owner_and_name ON system (owner, name, no);
DROP INDEX system_by_owner;
CREATE INDEX system_by_deputy ON system (deputy) WHERE deputy IS NOT NULL;

-- What people changed of a vendor; who owned it, and when, is in `fact` as well.
CREATE TABLE vendor_change (
    seq {seq} NOT NULL,
    vendor {id} NOT NULL REFERENCES vendor (id),
    field {text} NOT NULL,
    was {text} NOT NULL,
    became {text} NOT NULL,
    PRIMARY KEY (vendor, seq, field)
){strict};

-- What a person said that a name of the inventory means: a vendor, or no vendor at all.
CREATE TABLE vendor_name (
    name {text} PRIMARY KEY,
    vendor {no} REFERENCES vendor (no),
    at {instant} NOT NULL,
    seq {seq} NOT NULL
){strict};
