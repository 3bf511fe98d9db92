-- Who may see a card's rides: a chat with proof. Who let a chat in may drop it.
ALTER TABLE links ADD COLUMN proved_at  INTEGER;  -- since when the chat has proof; NULL: it has none
ALTER TABLE links ADD COLUMN let_in_by  INTEGER REFERENCES links (id) ON DELETE SET NULL;
ALTER TABLE links ADD COLUMN asks_until INTEGER;  -- its answer was right, and it waits for leave until then
CREATE INDEX links_let_in ON links (let_in_by) WHERE let_in_by IS NOT NULL;
CREATE INDEX links_asks ON links (asks_until) WHERE asks_until IS NOT NULL;

ALTER TABLE cards ADD COLUMN closed_at INTEGER;   -- rides are shown to nobody since then

-- One-time links. What stands in a link is kept as its hash alone.
CREATE TABLE invites (
    hash    BLOB    PRIMARY KEY,
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE, -- who invites
    until   INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX invites_link ON invites (link_id);
CREATE INDEX invites_until ON invites (until);

-- What is counted for a while: new cards, new followers, wrong answers. It stays when a card is unlinked.
CREATE TABLE quotas (
    kind  TEXT    NOT NULL,
    key   TEXT    NOT NULL,                       -- of whom; a card stands here as a keyed hash
    n     INTEGER NOT NULL,
    until INTEGER NOT NULL,                       -- then the count begins anew
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX quotas_until ON quotas (until);
