package lang

// sayDoor is what the sign-in pages say.
var sayDoor = sentences{
	"door.title":          {sv: "Logga in", en: "Sign in"},
	"door.skip":           {sv: "Till inloggningen", en: "To signing in"},
	"door.login":          {sv: "E-post", en: "E-mail"},
	"door.password":       {sv: "Lösenord", en: "Password"},
	"door.enter":          {sv: "Logga in", en: "Sign in"},
	"door.leave":          {sv: "Logga ut", en: "Sign out"},
	"door.left":           {sv: "Du är utloggad.", en: "You are signed out."},
	"door.refused":        {sv: "E-postadressen och lösenordet hör inte ihop. Försök igen.", en: "The e-mail address and the password do not belong together. Try again."},
	"door.wait":           {sv: "För många försök. Vänta %s och försök igen.", en: "Too many attempts. Wait %s and try again."},
	"door.login.empty":    {sv: "Skriv din e-postadress", en: "Write your e-mail address"},
	"door.pass.empty":     {sv: "Skriv ditt lösenord", en: "Write your password"},
	"door.first.title":    {sv: "Skapa administratören", en: "Create the administrator"},
	"door.first.text":     {sv: "Det här är en ny Lethe. Den som skapar det första kontot sköter alla andra.", en: "This is a new Lethe. Whoever creates the first account looks after all the others."},
	"door.first.name":     {sv: "Namn", en: "Name"},
	"door.first.hint":     {sv: "Minst 12 tecken. Några vanliga ord efter varandra går bra.", en: "At least 12 characters. A few ordinary words in a row will do."},
	"door.first.again":    {sv: "Lösenordet en gång till", en: "The password once more"},
	"door.first.do":       {sv: "Skapa kontot", en: "Create the account"},
	"door.first.code":     {sv: "Kod från terminalen", en: "Code from the terminal"},
	"door.first.codehint": {sv: "Lethe skrev den när den startade.", en: "Lethe printed it when it started."},
	"door.name.empty":     {sv: "Skriv ditt namn", en: "Write your name"},
	"door.login.bad":      {sv: "E-postadressen saknar @. Skriv till exempel namn@foretag.example", en: "The e-mail address has no @. Write for example name@company.example"},
	"door.pass.short":     {sv: "Lösenordet är för kort. Skriv minst 12 tecken", en: "The password is too short. Write at least 12 characters"},
	"door.pass.differ":    {sv: "Lösenorden är olika. Skriv samma två gånger", en: "The passwords differ. Write the same one twice"},
	"door.code.bad":       {sv: "Koden stämmer inte. Den står i terminalen där Lethe startades", en: "The code is not right. It is in the terminal where Lethe was started"},
}
