package lang

// sayMove is what is said of moves from one place to another, at the console and on the pages.
var sayMove = sentences{
	"usage.is.move":        {sv: "Flytta allt till en annan mapp eller databas. Kan avbrytas och fortsättas. LETHE_MOVE_USER, LETHE_MOVE_PASSWORD och LETHE_MOVE_PASSWORD_FILE loggar in på andra sidan, LETHE_MOVE_KEYS_… på dess nycklars, LETHE_MOVE_MASTER ger de gamla nycklarnas huvudnyckel.", en: "Move everything to another folder or database. It can be cut short and goes on. LETHE_MOVE_USER, LETHE_MOVE_PASSWORD and LETHE_MOVE_PASSWORD_FILE sign in on the other side, LETHE_MOVE_KEYS_… on that of its keys, LETHE_MOVE_MASTER gives the master key of the old keys."},
	"usage.flag.to":        {sv: "Mapp eller adress till MongoDB att flytta till.", en: "Folder, or address of MongoDB, to move to."},
	"usage.flag.to-keys":   {sv: "Mapp eller adress till MongoDB för nycklarna där; annars en ny mapp bredvid.", en: "Folder, or address of MongoDB, of the keys there; otherwise a new folder beside it."},
	"usage.flag.to-master": {sv: "Var huvudnyckeln till nycklarna där finns, som file:SÖKVÄG eller env:NAMN; annars en ny fil i nycklarnas mapp.", en: "Where the master key of the keys there comes from, such as file:PATH or env:NAME; otherwise a new file in the folder of keys."},
	"usage.flag.finish":    {sv: "Avsluta en flytt hit: förstör nycklarna där installationen låg förut.", en: "Finish a move to here: destroy the keys where the installation was before."},
	"usage.flag.keys-gone": {sv: "Till --finish: nycklarna är redan raderade för hand.", en: "With --finish: the keys have been deleted by hand already."},
	"usage.flag.cancel":    {sv: "Ge upp en flytt som inte är klar. Installationen kan köras igen där den ligger.", en: "Give up a move that has not ended. The installation can be served again where it lies."},

	"move.which":          {sv: "Ange --to ADRESS för att flytta, --finish för att avsluta en flytt eller --cancel för att ge upp en.", en: "Give --to ADDRESS to move, --finish to finish a move or --cancel to give one up."},
	"move.same":           {sv: "Installationen ligger redan i %s. Välj en annan mapp.", en: "The installation lies in %s already. Choose another folder."},
	"move.samekeys":       {sv: "Nycklarna ligger redan i %s. Välj en annan plats med --to-keys: de gamla förstörs när flytten avslutas.", en: "The keys are in %s already. Choose another place with --to-keys: the old ones are destroyed when the move is finished."},
	"move.master":         {sv: "Nycklar i en databas behöver --to-master, som säger var huvudnyckeln finns.", en: "Keys in a database need --to-master, which says where the master key comes from."},
	"move.address":        {sv: "Adressen går inte att använda. Den ska se ut som mongodb://db.foretag.example/lethe.", en: "The address cannot be used. It should look like mongodb://db.company.example/lethe."},
	"move.begin":          {sv: "Flyttar från %s till %s, nycklarna till %s. Det går att avbryta och fortsätta med samma kommando.", en: "Moving from %s to %s, the keys to %s. It can be cut short and goes on with the same command."},
	"move.step.1":         {sv: "Nycklar", en: "Keys"},
	"move.step.2":         {sv: "Bilagor", en: "Attachments"},
	"move.step.3":         {sv: "Dokument", en: "Documents"},
	"move.step.4":         {sv: "Jämför nycklar", en: "Comparing keys"},
	"move.step.5":         {sv: "Jämför dokument", en: "Comparing documents"},
	"move.step.6":         {sv: "Jämför bilagor", en: "Comparing attachments"},
	"move.progress":       {sv: "%s: %s av %s", en: "%s: %s of %s"},
	"move.left":           {sv: "omkring %v kvar av steget", en: "about %v left of this step"},
	"move.stopped":        {sv: "Flytten avbröts. Kör samma kommando igen för att fortsätta, eller lethe move --cancel för att ge upp den.", en: "The move was cut short. Run the same command again to go on, or lethe move --cancel to give it up."},
	"move.done":           {sv: "Flyttat, och lika på båda sidor: %s dokument och %s bilagor, %s.", en: "Moved, and equal on both sides: %s documents and %s attachments, %s."},
	"move.settings":       {sv: "Ändra dessa inställningar innan lethe serve startas:", en: "Change these settings before lethe serve is started:"},
	"move.settings.login": {sv: "Och ge store_user, store_password och motsvarande för keys som LETHE_MOVE_ gav nu.", en: "And give store_user, store_password and those of keys what LETHE_MOVE_ gave now."},
	"move.next":           {sv: "Här körs installationen inte mer. Pröva den på den nya platsen och kör sedan lethe move --finish där: innan dess glömmer den ingenting på egen hand utan att först förstöra de gamla nycklarna.", en: "The installation is served no more from here. Try it in the new place, and then run lethe move --finish there: until then it forgets nothing without first destroying the old keys."},

	"move.canceled":      {sv: "Flytten till %s är given upp. Nycklarna i %s är förstörda; det andra som hann flyttas dit kan raderas för hand.", en: "The move to %s is given up. The keys in %s are destroyed; what else was carried there may be deleted by hand."},
	"move.canceled.away": {sv: "Flytten till %s är given upp, men dit nåddes inte. Radera det som finns där, och nycklarna i %s, för hand. Felet: %s", en: "The move to %s is given up, but it could not be reached. Delete what is there, and the keys in %s, by hand. The error: %s"},
	"move.finish.none":   {sv: "Ingen flytt hit väntar på att avslutas.", en: "No move to here waits to be finished."},
	"move.finished":      {sv: "Flytten är avslutad. Nycklarna i %[2]s är förstörda, så det som ligger kvar i %[1]s går inte att läsa; radera det för hand: i en mapp store.db, store.db-wal, store.db-shm och blobs, på en server hela databasen.", en: "The move is finished. The keys in %[2]s are destroyed, so what is left in %[1]s cannot be read; delete it by hand: in a folder store.db, store.db-wal, store.db-shm and blobs, on a server the whole database."},

	"move.at.moving":    {sv: "Installationen håller på att flyttas till %s. Kör samma lethe move igen för att fortsätta, eller lethe move --cancel för att ge upp.", en: "The installation is being moved to %s. Run the same lethe move again to go on, or lethe move --cancel to give it up."},
	"move.at.moved":     {sv: "Installationen har flyttat till %s. Ändra inställningarna så att de leder dit.", en: "The installation has moved to %s. Change the settings so that they lead there."},
	"move.at.arriving":  {sv: "Flytten hit från %s är inte klar. Kör samma lethe move igen därifrån.", en: "The move to here from %s has not ended. Run the same lethe move again from there."},
	"move.at.arrived":   {sv: "Flytten hit från %s är inte avslutad. Kör lethe move --finish först.", en: "The move to here from %s is not finished. Run lethe move --finish first."},
	"move.at.abandoned": {sv: "Det här är resterna av en flytt från %s som gavs upp. Radera dem.", en: "This is what is left of a move from %s that was given up. Delete it."},

	"move.occupied":  {sv: "Dit går det inte att flytta: där finns redan något annat. Ingenting har ändrats.", en: "It cannot be moved there: something else is there already. Nothing was changed."},
	"move.other":     {sv: "En annan flytt har redan börjat (%v). Fortsätt den, eller ge upp den med lethe move --cancel.", en: "Another move has begun already (%v). Go on with it, or give it up with lethe move --cancel."},
	"move.unlike":    {sv: "Det som flyttades är inte lika på båda sidor: %v. Ingen av dem körs. Ge upp flytten med lethe move --cancel och gör den om till en tom plats.", en: "What was carried is not equal on both sides: %v. Neither is served. Give the move up with lethe move --cancel, and make it again to an empty place."},
	"move.notmoving": {sv: "Ingen flytt härifrån har börjat.", en: "No move from here has begun."},
	"move.ended":     {sv: "Flytten är redan klar: %v.", en: "The move has ended already: %v."},
	"move.notwin":    {sv: "Nycklarna på den nya platsen hör till en annan installation.", en: "The keys in the new place belong to another installation."},

	"move.unfinished":        {sv: "Installationen har flyttat hit från %s, men flytten är inte avslutad: nycklarna i %s lever. Kör lethe move --finish. Ingenting glöms förrän de är förstörda.", en: "The installation has moved here from %s, but the move is not finished: the keys in %s live on. Run lethe move --finish. Nothing is forgotten until they are destroyed."},
	"move.unfinished.tried":  {sv: "Senaste försöket misslyckades, och därför glömdes ingenting. Loggen säger varför.", en: "The last attempt failed, and so nothing was forgotten. The log says why."},
	"move.unfinished.failed": {sv: "Flytten hit gick inte att avsluta, och därför glöms ingenting: %v. Kör lethe move --finish; är nycklarna redan raderade för hand, lägg till --keys-gone.", en: "The move to here could not be finished, and so nothing is forgotten: %v. Run lethe move --finish; if the keys have been deleted by hand already, add --keys-gone."},
}
