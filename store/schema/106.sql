-- What a chat was told of a balance is known by the balance that it was decided by; NULL: by none yet.
ALTER TABLE links ADD COLUMN judged INTEGER;

-- The day since which a card stood still as the link's chat was asked whether it was replaced. Each link is looked after
-- by a check; that of day 0 is only set anew.
ALTER TABLE links ADD COLUMN still_asked INTEGER;
INSERT INTO checks (link_id, kind, due_at) SELECT id, 'still', 0 FROM links;
