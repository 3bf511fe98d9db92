-- Wrong answers count for 30 days, those of a chat and those about a card. They were kept for a day, a chat's apart.
DROP TABLE wrong_answers;
CREATE TABLE wrong_answers (
    card TEXT    NOT NULL,                      -- a keyed hash of its number
    chat TEXT    NOT NULL,                      -- a keyed hash of the id of who answered
    at   INTEGER NOT NULL
) STRICT;
CREATE INDEX wrong_answers_card ON wrong_answers (card, at);
CREATE INDEX wrong_answers_at ON wrong_answers (at);
INSERT INTO wrong_answers (card, chat, at)
    WITH RECURSIVE given (key, left, at) AS (
        SELECT key, n, until - 86400000 FROM quotas WHERE kind = 'wrong'
        UNION ALL SELECT key, left - 1, at FROM given WHERE left > 1)
    SELECT substr(key, instr(key, ' ') + 1), substr(key, 1, instr(key, ' ') - 1), at FROM given;
DELETE FROM quotas WHERE kind = 'wrong';
