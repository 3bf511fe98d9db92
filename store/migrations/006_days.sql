-- What changed between two readings that lie days apart belongs to all of those days.
ALTER TABLE days ADD COLUMN since INTEGER NOT NULL DEFAULT 0; -- the first of several days, as 20261120; 0: it was one

-- Those whom a chat has let in answer, once it is gone, to whoever let it in.
CREATE TRIGGER links_heirs BEFORE DELETE ON links BEGIN
    UPDATE links SET let_in_by = OLD.let_in_by WHERE let_in_by = OLD.id;
END;
