-- Wrong answers about who rides with a card. A stranger's stop nobody who has followed the card for longer.
CREATE TABLE wrong_answers (
    card     TEXT    NOT NULL,                  -- a keyed hash of its number
    followed INTEGER NOT NULL,                  -- since when the chat that answered had followed it
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX wrong_answers_card ON wrong_answers (card, at);
CREATE INDEX wrong_answers_at ON wrong_answers (at);

-- The link whose chat has closed the card's rides and may open them again; NULL: an admin decides. It may be gone.
ALTER TABLE cards ADD COLUMN closed_by INTEGER;
