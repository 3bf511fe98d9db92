package bot

import "onaybot/bot/telegram"

type (
	outgoing = telegram.Message
	button   = telegram.Button
	keyboard = telegram.Keyboard
	file     = telegram.File
)
