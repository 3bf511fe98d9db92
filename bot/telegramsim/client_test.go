package telegramsim

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// client is the library that the product uses, pointed at the bench; handled
// receives every update it delivers.
func (b *bench) client() (bot *tg.Bot, handled <-chan *models.Update) {
	b.t.Helper()
	updates := make(chan *models.Update, 100)
	bot, err := tg.New(b.token,
		tg.WithServerURL(b.url),
		tg.WithDefaultHandler(func(_ context.Context, _ *tg.Bot, u *models.Update) { updates <- u }),
		tg.WithErrorsHandler(func(error) {}),
		tg.WithNotAsyncHandlers(),
	)
	if err != nil {
		b.t.Fatal(err)
	}
	return bot, updates
}

func receive(t *testing.T, updates <-chan *models.Update) *models.Update {
	t.Helper()
	select {
	case u := <-updates:
		return u
	case <-time.After(10 * time.Second):
		t.Fatal("no update")
		return nil
	}
}

func TestTheLibraryConverses(t *testing.T) {
	t.Parallel()
	b := strict(t)
	bot, updates := b.client()
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() { defer close(stopped); bot.Start(ctx) }()
	t.Cleanup(func() { stop(); <-stopped })

	c := b.Person(User{ID: 1001, FirstName: "Аида", Language: "kk"})
	c.Say("/balance")
	u := receive(t, updates)
	if u.Message == nil || u.Message.Text != "/balance" || u.Message.From.LanguageCode != "kk" || u.Message.Entities[0].Type != models.MessageEntityTypeBotCommand {
		t.Fatalf("update %+v", u)
	}
	disabled := true
	sent, err := bot.SendMessage(ctx, &tg.SendMessageParams{
		ChatID: u.Message.Chat.ID, Text: "<b>540\u202f₸</b>", ParseMode: models.ParseModeHTML,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: &disabled},
		ReplyParameters:    &models.ReplyParameters{MessageID: u.Message.ID},
		ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{{
			{Text: "🔄 Обновить", CallbackData: "r"},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	m := c.Next(t)
	if m.ID != sent.ID || m.Text != "540\u202f₸" || m.ReplyTo != u.Message.ID || !m.LinkPreviewDisabled {
		t.Errorf("message %+v", m)
	}
	press := c.Press(t, m, "Обновить")
	query := receive(t, updates).CallbackQuery
	if _, err := bot.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: query.ID, Text: "готово"}); err != nil {
		t.Fatal(err)
	}
	if got := press.Answer(t); got.Text != "готово" || query.Message.Message.ID != m.ID {
		t.Errorf("answer %+v to %+v", got, query)
	}
	if _, err := bot.EditMessageText(ctx, &tg.EditMessageTextParams{ChatID: c.ID(), MessageID: m.ID, Text: "480"}); err != nil {
		t.Fatal(err)
	}
	if e := c.NextEdit(t); e.Text != "480" || e.Buttons != nil {
		t.Errorf("edit %+v", e)
	}
}

func sendCSV(t *testing.T, bot *tg.Bot, to *Chat) *models.Message {
	t.Helper()
	sent, err := bot.SendDocument(t.Context(), &tg.SendDocumentParams{
		ChatID: to.ID(), Caption: "за неделю",
		Document: &models.InputFileUpload{Filename: "rides.csv", Data: strings.NewReader("a,b")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

func TestTheLibrarySendsFiles(t *testing.T) {
	t.Parallel()
	b := strict(t)
	bot, _ := b.client()
	c := b.aida()
	sendCSV(t, bot, c)
	if m := c.Next(t); m.Document.Name != "rides.csv" || m.Caption != "за неделю" {
		t.Fatalf("message %+v", m)
	}
	sent, err := bot.SendPhoto(t.Context(), &tg.SendPhotoParams{
		ChatID: c.ID(), Photo: &models.InputFileUpload{Filename: "stats.png", Data: bytes.NewReader(picture(t, 4, 4))},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Next(t)
	_, err = bot.EditMessageMedia(t.Context(), &tg.EditMessageMediaParams{
		ChatID: c.ID(), MessageID: sent.ID,
		Media: &models.InputMediaPhoto{Media: "attach://month.png", MediaAttachment: bytes.NewReader(picture(t, 5, 5)), Caption: "месяц"},
	})
	if e := c.NextEdit(t); err != nil || e.Caption != "месяц" {
		t.Fatalf("edit %+v, %v", e, err)
	}
	file, err := bot.GetFile(t.Context(), &tg.GetFileParams{FileID: sent.Photo[0].FileID})
	if err == nil {
		t.Errorf("the replaced photo is still there: %+v", file)
	}
}

func TestTheLibraryDownloads(t *testing.T) {
	t.Parallel()
	b := strict(t)
	bot, _ := b.client()
	c := b.aida()
	sent := sendCSV(t, bot, c)
	file, err := bot.GetFile(t.Context(), &tg.GetFileParams{FileID: sent.Document.FileID})
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(bot.FileDownloadLink(file), b.url)
	if status, got := b.get(path); status != 200 || string(got) != "a,b" {
		t.Errorf("status %d, downloaded %q", status, got)
	}
}

func TestTheLibraryUnderstandsRefusals(t *testing.T) {
	t.Parallel()
	b := strict(t)
	bot, _ := b.client()
	c := b.aida()
	send := func(id int64) error {
		_, err := bot.SendMessage(t.Context(), &tg.SendMessageParams{ChatID: id, Text: "x"})
		return err
	}
	if err := send(404); !errors.Is(err, tg.ErrorBadRequest) {
		t.Errorf("unknown chat: %v", err)
	}
	b.Fail(Failure{Code: 429, RetryAfter: 3})
	var tooMany *tg.TooManyRequestsError
	if err := send(c.ID()); !errors.As(err, &tooMany) || tooMany.RetryAfter != 3 {
		t.Errorf("429: %v", err)
	}
	c.Block()
	if err := send(c.ID()); !errors.Is(err, tg.ErrorForbidden) {
		t.Errorf("blocked: %v", err)
	}
	b.Group(-5, "G", User{ID: 1, FirstName: "A"}).MigrateTo(-1005)
	var moved *tg.MigrateError
	if err := send(-5); !errors.As(err, &moved) || moved.MigrateToChatID != -1005 {
		t.Errorf("migrated: %v", err)
	}
}

func TestTheLibrarySetsMenus(t *testing.T) {
	t.Parallel()
	b := strict(t)
	bot, _ := b.client()
	_, err := bot.SetMyCommands(t.Context(), &tg.SetMyCommandsParams{
		Commands:     []models.BotCommand{{Command: "balance", Description: "Баланс"}},
		Scope:        &models.BotCommandScopeAllPrivateChats{},
		LanguageCode: "ru",
	})
	if got := b.Commands("ru", "all_private_chats"); err != nil || len(got) != 1 {
		t.Errorf("commands %v, %v", got, err)
	}
}

// TestTheLibraryPollsOn looks at the pace of long polls: an answer leads to the
// next poll, not to a wait.
func TestTheLibraryPollsOn(t *testing.T) {
	t.Parallel()
	b := strict(t)
	bot, updates := b.client()
	ctx, stop := context.WithTimeout(t.Context(), 9*time.Second)
	stopped := make(chan struct{})
	go func() { defer close(stopped); bot.Start(ctx) }()
	c := b.Person(User{ID: 1, FirstName: "A"})
	for range 20 {
		c.Say("x")
		receive(t, updates)
	}
	stop()
	<-stopped
}

// TestTheLibrarysParametersAreOfficial holds the library's own parameter names
// against the table, so that what it can send is told apart from what it may.
func TestTheLibrarysParametersAreOfficial(t *testing.T) {
	t.Parallel()
	for method, sample := range map[string]any{
		"sendMessage": tg.SendMessageParams{}, "editMessageText": tg.EditMessageTextParams{},
		"editMessageReplyMarkup": tg.EditMessageReplyMarkupParams{},
		"editMessageMedia":       tg.EditMessageMediaParams{}, "deleteMessage": tg.DeleteMessageParams{},
		"deleteMessages": tg.DeleteMessagesParams{}, "answerCallbackQuery": tg.AnswerCallbackQueryParams{},
		"sendChatAction": tg.SendChatActionParams{}, "setMyCommands": tg.SetMyCommandsParams{},
		"getChatMember": tg.GetChatMemberParams{}, "setMyDescription": tg.SetMyDescriptionParams{},
	} {
		known := loadTable().methods[strings.ToLower(method)].fields
		for i := range reflect.TypeOf(sample).NumField() {
			name, _, _ := strings.Cut(reflect.TypeOf(sample).Field(i).Tag.Get("json"), ",")
			if _, official := known[name]; !official && name != "" && name != "-" {
				t.Errorf("%s has a parameter %q that is not official", method, name)
			}
		}
	}
}
