-- Browsers in which somebody signed in before: strangers who guess at an address do not lock its owner out of them.
CREATE TABLE device (
    key {bytes} PRIMARY KEY,
    person {id} NOT NULL REFERENCES person (id),
    at {instant} NOT NULL
){strict};
CREATE INDEX device_by_person ON device (person);
