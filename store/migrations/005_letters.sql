-- Which of an admin's messages holds a passenger's word to the operator, so that an answer finds its way. The word itself is not here.
CREATE TABLE letters (
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE, -- the admin's
    message_id INTEGER NOT NULL,
    from_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE, -- the passenger's
    thread_id  INTEGER NOT NULL,                -- where it was written: a group's topic
    reply_to   INTEGER NOT NULL,                -- and the message
    at         INTEGER NOT NULL,                -- when the admin got it
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX letters_from ON letters (from_id);
CREATE INDEX letters_at ON letters (at);
