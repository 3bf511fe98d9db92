package cabinetsim

import "net/http"

// words are what the cabinet says in one language; the wording is invented.
type words struct {
	lang, title, lead, check, number, login, password, signIn string
	noCard, badLogin, notAdded, badPeriod, declined           string
}

// wordsFor picks the language by the cookie lang (observed), Russian at first.
func wordsFor(r *http.Request) words {
	c, err := r.Cookie("lang")
	if err != nil {
		return russian()
	}
	switch c.Value {
	case "kk", "kz":
		return kazakh()
	case "en":
		return english()
	default:
		return russian()
	}
}

func russian() words {
	return words{
		lang: "ru", title: "Личный кабинет ОҢАЙ", lead: "Проверьте баланс транспортной карты", check: "Проверить",
		number: "Номер карты", login: "E-mail", password: "Пароль", signIn: "Войти",
		noCard: "Карта не найдена", badLogin: "Неверный логин или пароль",
		notAdded: "Карта не добавлена в кабинет", badPeriod: "Неверный период", declined: "Не удалось выполнить запрос",
	}
}

func kazakh() words {
	return words{
		lang: "kk", title: "ОҢАЙ жеке кабинеті", lead: "Көлік картасының балансын тексеріңіз", check: "Тексеру",
		number: "Карта нөмірі", login: "E-mail", password: "Құпиясөз", signIn: "Кіру",
		noCard: "Карта табылмады", badLogin: "Логин немесе құпиясөз қате",
		notAdded: "Карта кабинетке қосылмаған", badPeriod: "Кезең қате", declined: "Сұрау орындалмады",
	}
}

func english() words {
	return words{
		lang: "en", title: "ONAY personal cabinet", lead: "Check the balance of a transport card", check: "Check",
		number: "Card number", login: "E-mail", password: "Password", signIn: "Sign in",
		noCard: "Card not found", badLogin: "Wrong login or password",
		notAdded: "The card is not in the cabinet", badPeriod: "Wrong period", declined: "The request could not be carried out",
	}
}
