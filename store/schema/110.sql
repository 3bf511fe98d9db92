-- Who asks is known by more than a chat id, and an invite is good for several cards.

ALTER TABLE links ADD COLUMN label TEXT NOT NULL DEFAULT ''; -- what the chat that invited it calls it
ALTER TABLE links ADD COLUMN named_at INTEGER;               -- when it named two rides right and needed approval
UPDATE links SET named_at = approval_until - 3 * 24 * 3600 * 1000 WHERE approval_until IS NOT NULL;

-- One-time links, a row for each card. What stands in a link is kept as its hash alone.
CREATE TABLE invites_to_cards (
    hash    BLOB    NOT NULL,
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE, -- who invites, to which card
    until   INTEGER NOT NULL,
    used_at INTEGER,
    label   TEXT    NOT NULL DEFAULT '',        -- what whoever takes it is to be called
    PRIMARY KEY (hash, link_id)
) STRICT, WITHOUT ROWID;
INSERT INTO invites_to_cards (hash, link_id, until, used_at) SELECT hash, link_id, until, used_at FROM invites;
DROP TABLE invites;
ALTER TABLE invites_to_cards RENAME TO invites;
CREATE INDEX invites_link ON invites (link_id);
CREATE INDEX invites_until ON invites (until);

-- Those whom a chat has approved answer, once it is gone, to whoever approved it, and lose what it called them.
DROP TRIGGER links_heirs;
CREATE TRIGGER links_heirs BEFORE DELETE ON links BEGIN
    UPDATE links SET approved_by = OLD.approved_by, label = '' WHERE approved_by = OLD.id;
END;
