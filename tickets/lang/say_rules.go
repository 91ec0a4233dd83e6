package lang

// sayRules is what the domain says of an input that it cannot take: what is wrong, then what to do.
var sayRules = sentences{
	"field.email.at":   {sv: "E-postadressen saknar @. Skriv till exempel namn@foretag.example", en: "The e-mail address has no @. Write for example name@company.example"},
	"field.email.form": {sv: "E-postadressen är inte hel. Skriv till exempel namn@foretag.example", en: "The e-mail address is not complete. Write for example name@company.example"},
	"field.phone.form": {sv: "Det går inte att ringa det numret. Skriv det med riktnummer, till exempel 070-174 06 05", en: "That number cannot be called. Write it with its area code, for example +46 70 174 06 05"},

	"form.name.empty":   {sv: "Skriv ditt namn", en: "Write your name"},
	"form.name.long":    {sv: "Namnet är för långt. Skriv högst 200 tecken", en: "The name is too long. Write 200 characters at most"},
	"form.email.empty":  {sv: "Skriv din e-postadress, så att vi kan svara", en: "Write your e-mail address, so that we can answer"},
	"form.text.empty":   {sv: "Beskriv felet eller frågan med några ord", en: "Describe the fault or the question in a few words"},
	"form.text.long":    {sv: "Beskrivningen är för lång. Korta den till %d 000 tecken, eller bifoga resten som en fil", en: "The description is too long. Shorten it to %d,000 characters, or attach the rest as a file"},
	"form.field.long":   {sv: "Texten är för lång för fältet. Flytta resten till beskrivningen", en: "The text is too long for the field. Move the rest to the description"},
	"form.serial.given": {sv: "Serienummer: %s", en: "Serial number: %s"},
	"form.files.many":   {sv: "Det är för många filer. Bifoga högst %d, eller packa ihop dem", en: "There are too many files. Attach %d at most, or pack them together"},
	"form.files.large":  {sv: "Filerna är för stora tillsammans. Bifoga högst %d MB", en: "The files are too large together. Attach %d MB at most"},

	"reply.empty":    {sv: "Svaret är tomt. Skriv något först", en: "The answer is empty. Write something first"},
	"reply.nobody":   {sv: "Ärendet har ingen e-postadress att svara till. Fyll i kundens adress först", en: "The ticket has no e-mail address to answer to. Fill in the customer's address first"},
	"note.empty":     {sv: "Anteckningen är tom. Skriv något först", en: "The note is empty. Write something first"},
	"draft.kind":     {sv: "Ett utkast är ett svar eller en anteckning", en: "A draft is an answer or a note"},
	"create.kind":    {sv: "Välj samtal, besök eller anteckning", en: "Choose call, visit or note"},
	"create.subject": {sv: "Skriv med några ord vad ärendet gäller", en: "Write in a few words what the ticket is about"},

	"change.status":    {sv: "Ett ärende kan inte ha den statusen", en: "A ticket cannot have that status"},
	"change.assignee":  {sv: "Den personen arbetar inte med ärenden", en: "That person does not work tickets"},
	"change.priority":  {sv: "Den prioriteten finns inte", en: "There is no such priority"},
	"change.code":      {sv: "Det valet finns inte i listan längre", en: "That choice is no longer in the list"},
	"change.firmware":  {sv: "Skriv versionen som 2.3.1", en: "Write the version as 2.3.1"},
	"change.tags":      {sv: "En etikett är ett eller två vanliga ord, inte en adress", en: "A tag is one or two ordinary words, not an address"},
	"change.tags.many": {sv: "Det är för många etiketter. Behåll högst %d", en: "There are too many tags. Keep %d at most"},
	"change.product":   {sv: "Den modellen finns inte", en: "There is no such model"},

	"unit.unknown":      {sv: "Ingen enhet har det numret. Läs det på märkskylten, eller välj modell i stället", en: "No unit has that number. Read it on the type plate, or choose a model instead"},
	"unit.unknown.near": {sv: "Ingen enhet har det numret. Menade du %s?", en: "No unit has that number. Did you mean %s?"},

	"hold.reason": {sv: "Skriv varför ärendet ska sparas längre", en: "Write why the ticket is to be kept longer"},
	"hold.until":  {sv: "Välj en dag framåt, högst tio år bort", en: "Choose a day to come, ten years away at most"},

	"account.roles.invalid":  {sv: "Välj minst en roll. Du kan inte ta ifrån dig själv administratörens", en: "Choose at least one role. You cannot take the administrator's away from yourself"},
	"account.login.taken":    {sv: "Någon har redan ett konto med den e-postadressen", en: "Somebody has an account with that e-mail address already"},
	"account.password.short": {sv: "Lösenordet är för kort. Skriv minst %d tecken", en: "The password is too short. Write at least %d characters"},
	"account.password.long":  {sv: "Lösenordet är för långt. Skriv högst %d tecken", en: "The password is too long. Write %d characters at most"},
	"account.password.wrong": {sv: "Det nuvarande lösenordet stämmer inte", en: "The present password is not right"},
	"account.self":           {sv: "Du kan inte stänga ditt eget konto", en: "You cannot close your own account"},

	"settings.choice": {sv: "Varje val behöver en kod av små bokstäver och ett ord på svenska och engelska", en: "Every choice needs a code of lower-case letters and a word in Swedish and English"},

	"import.utf8":    {sv: "filen är inte UTF-8. Spara den som CSV UTF-8 och försök igen", en: "the file is not UTF-8. Save it as CSV UTF-8 and try again"},
	"import.empty":   {sv: "filen är tom. Första raden ska namnge kolumnerna", en: "the file is empty. The first line must name the columns"},
	"import.column":  {sv: "kolumnen %s saknas", en: "the column %s is missing"},
	"import.quotes":  {sv: "citattecknen går inte ihop", en: "the quotation marks do not match"},
	"import.width":   {sv: "raden har %d fält, rubriken har %d", en: "the line has %d fields, the heading has %d"},
	"import.twice":   {sv: "%s står redan på rad %d", en: "%s stands on line %d already"},
	"import.code":    {sv: "modellens kod %q är tom, för lång eller innehåller mellanslag, snedstreck eller punkt", en: "the model's code %q is empty, too long or contains a space, slash or dot"},
	"import.missing": {sv: "fältet %s är tomt", en: "the field %s is empty"},
	"import.months":  {sv: "garantin %q är inte ett antal månader från 0 till 600", en: "the warranty %q is not a number of months from 0 to 600"},
	"import.date":    {sv: "datumet %q är inte av formen 2026-11-25", en: "the date %q is not of the form 2026-11-25"},
	"import.serial":  {sv: "serienumret %q måste ha minst %d tecken, varav %d siffror", en: "the serial number %q must have at least %d characters, %d of them digits"},
	"import.product": {sv: "modellen %q finns inte. Läs in produkterna först", en: "there is no model %q. Import the products first"},
	"import.country": {sv: "landet %q är inte två bokstäver, som SE", en: "the country %q is not two letters, such as SE"},
	"import.order":   {sv: "garantin slutar före leveransen", en: "the warranty ends before the delivery"},
}
