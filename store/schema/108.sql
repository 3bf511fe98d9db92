-- A name that holds a card's number, or a part that tells it, is no name: it was typed in answer to the wrong question.
UPDATE links SET name = '' WHERE name GLOB '*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*';
