-- The alarms of no ride, for as long as a ride may come to light that ends one.
CREATE TABLE alarms (
    link_id    INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    by_at      INTEGER NOT NULL,            -- the set time, by which no ride was seen
    from_at    INTEGER NOT NULL,            -- a ride of the same day ends it, from this moment on
    raised_at  INTEGER NOT NULL,
    look_at    INTEGER,                     -- when the card's rides are read for it next; NULL: no more
    told_at    INTEGER,                     -- when the chat was told; NULL: it is not
    message_id INTEGER NOT NULL DEFAULT 0,  -- the message that told it and nothing else; 0: there is none
    over       INTEGER NOT NULL DEFAULT 0,  -- a ride has ended it, or somebody has silenced it
    ride_id    INTEGER NOT NULL DEFAULT 0,  -- that ride, which may be gone by now; 0: there was none
    PRIMARY KEY (link_id, by_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX alarms_look ON alarms (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX alarms_by ON alarms (by_at);

ALTER TABLE links ADD COLUMN no_ride_silent_until INTEGER; -- no alarm of no ride before that day; NULL: as ever
