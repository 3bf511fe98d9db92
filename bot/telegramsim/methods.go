package telegramsim

// methods are the served methods; getUpdates stands apart because it waits.
// Each runs under the server's lock.
var methods = map[string]func(*Server, *request) (any, error){
	"answerCallbackQuery":    (*Server).answerCallbackQuery,
	"close":                  (*Server).yes,
	"deleteMessage":          (*Server).deleteMessage,
	"deleteMessages":         (*Server).deleteMessages,
	"deleteMyCommands":       (*Server).deleteMyCommands,
	"deleteWebhook":          (*Server).deleteWebhook,
	"editMessageCaption":     (*Server).editMessageCaption,
	"editMessageMedia":       (*Server).editMessageMedia,
	"editMessageReplyMarkup": (*Server).editMessageReplyMarkup,
	"editMessageText":        (*Server).editMessageText,
	"getChat":                (*Server).getChat,
	"getChatAdministrators":  (*Server).getChatAdministrators,
	"getChatMember":          (*Server).getChatMember,
	"getFile":                (*Server).getFile,
	"getMe":                  (*Server).getMe,
	"getMyCommands":          (*Server).getMyCommands,
	"getWebhookInfo":         (*Server).getWebhookInfo,
	"logOut":                 (*Server).yes,
	"sendChatAction":         (*Server).sendChatAction,
	"sendDocument":           (*Server).sendDocument,
	"sendMessage":            (*Server).sendMessage,
	"sendPhoto":              (*Server).sendPhoto,
	"setMessageReaction":     (*Server).setMessageReaction,
	"setMyCommands":          (*Server).setMyCommands,
	"setMyDescription":       (*Server).setMyDescription,
	"setMyName":              (*Server).setMyName,
	"setMyShortDescription":  (*Server).setMyShortDescription,
}

func (s *Server) yes(*request) (any, error) { return true, nil }

func (s *Server) getMe(*request) (any, error) {
	return struct {
		wireUser
		JoinGroups bool `json:"can_join_groups"`
		ReadAll    bool `json:"can_read_all_group_messages"`
		Inline     bool `json:"supports_inline_queries"`
		Guest      bool `json:"supports_guest_queries"`
		Business   bool `json:"can_connect_to_business"`
		WebApp     bool `json:"has_main_web_app"`
		Topics     bool `json:"has_topics_enabled"`
	}{wireUser: *s.bot(), JoinGroups: true, ReadAll: !s.privacy}, nil
}

func (s *Server) deleteWebhook(req *request) (any, error) {
	if req.flag("drop_pending_updates") {
		s.queue.items = nil
	}
	return true, nil
}

func (s *Server) getWebhookInfo(*request) (any, error) {
	return struct {
		URL         string `json:"url"`
		Certificate bool   `json:"has_custom_certificate"`
		Pending     int    `json:"pending_update_count"`
	}{Pending: len(s.queue.items)}, nil
}
