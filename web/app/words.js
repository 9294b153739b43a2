// The words of the page in French and English, typographic spaces, times and days. Pure but for the language chosen, which
// `use` sets; the views ask for words by their key: `w("signIn")`. What people wrote never goes through here.

/** @typedef {string | ((...args: any[]) => string)} Words */

/** @param {number} n @param {string} one @param {string} many French counts 0 and 1 alike */
const fr = (n, one, many) => `${count(n)} ${n < 2 ? one : many}`;
/** @param {number} n @param {string} one @param {string} many */
const en = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;
/** @param {number} n */
const count = (n) => String(n);

/** Keys with French and English. @type {Record<string, [Words, Words]>} */
const TABLE = {
  // Coming in
  classcord: ["ClassCord", "ClassCord"],
  enterTitle: ["Entrer – ClassCord", "Enter – ClassCord"],
  howToEnter: ["Manière d’entrer", "How to enter"],
  guest: ["Invité", "Guest"],
  account: ["Compte", "Account"],
  register: ["Créer un compte", "Create an account"],
  firstName: ["Votre prénom", "Your first name"],
  classCode: ["Code de classe", "Class code"],
  onTheBoard: ["au tableau", "on the board"],
  enter: ["Entrer", "Enter"],
  guestHint: [
    "Sans compte, rien à retenir. Les messages privés reçus en votre absence ne sont pas gardés.",
    "No account, nothing to remember. Private messages sent while you are away are not kept.",
  ],
  username: ["Identifiant", "Username"],
  password: ["Mot de passe", "Password"],
  newPassword: ["Nouveau mot de passe", "New password"],
  oldPassword: ["Mot de passe actuel", "Current password"],
  showPassword: ["Montrer le mot de passe", "Show the password"],
  stay: ["Rester connecté sur cet appareil", "Stay signed in on this device"],
  signIn: ["Se connecter", "Sign in"],
  forgotten: [
    "Mot de passe oublié ? Le professeur peut vous en donner un nouveau tout de suite.",
    "Forgotten password? The teacher can give you a new one right away.",
  ],
  passwordHint: [
    (n) => `${n} caractères au moins. Pas celui de votre messagerie : le réseau de la classe n’est pas chiffré.`,
    (n) => `At least ${n} characters. Not the one of your e-mail: the class network is not encrypted.`,
  ],
  passwordHintTls: [(n) => `${n} caractères au moins.`, (n) => `At least ${n} characters.`],
  createAndEnter: ["Créer le compte et entrer", "Create the account and enter"],
  badLogin: ["Identifiant ou mot de passe incorrect.", "Wrong username or password."],
  badCode: [
    "Ce n’est pas le code de la classe. Il est écrit au tableau.",
    "This is not the class code. It is on the board.",
  ],
  nameTaken: [
    (name, other) => `« ${name} » existe déjà. Essayez « ${other} », ou connectez-vous si c’est votre compte.`,
    (name, other) => `“${name}” already exists. Try “${other}”, or sign in if it is your account.`,
  ],
  nameMissing: ["Il faut un nom.", "A name is needed."],
  passwordMissing: ["Il faut un mot de passe.", "A password is needed."],
  passwordShort: [(n) => `Trop court : ${n} caractères au moins.`, (n) => `Too short: at least ${n} characters.`],
  renamedTitle: [(name) => `Le nom « ${name} » est déjà pris`, (name) => `The name “${name}” is taken`],
  renamedEnter: ["Vous entrerez sous le nom", "You will enter as"],
  enterAs: [(name) => `Entrer : ${name}`, (name) => `Enter: ${name}`],
  otherName: ["Choisir un autre nom", "Choose another name"],
  myAccount: ["C’est mon compte", "It is my account"],
  staffInClear: [
    "Un compte de professeur n’entre pas en clair : sur ce réseau, la classe pourrait lire le mot de passe.",
    "A teacher’s account does not sign in unencrypted: on this network the class could read the password.",
  ],
  goSafe: ["Passer à l’adresse protégée", "Go to the protected address"],
  fingerprint: ["Empreinte à comparer avec le tableau :", "Fingerprint to compare with the board:"],
  changeTitle: ["Choisissez un mot de passe", "Choose a password"],
  changeHint: [
    (by) => `Celui que ${by || "le professeur"} vous a donné n’a servi qu’une fois.`,
    (by) => `The one ${by || "the teacher"} gave you worked only once.`,
  ],
  changeRule: [
    (n) => `${n} caractères au moins, pas celui du papier.`,
    (n) => `At least ${n} characters, not the one on paper.`,
  ],
  saveAndEnter: ["Enregistrer et entrer", "Save and enter"],
  firstTitle: ["Première ouverture", "First visit"],
  firstText: [
    "Ce serveur n’a pas encore de professeur. Choisissez votre nom et votre mot de passe.",
    "This server has no teacher yet. Choose your name and your password.",
  ],
  firstCode: ["Code à usage unique", "One-time code"],
  firstCodeHint: [
    "Le serveur l’a écrit à son démarrage, sur son écran et dans son journal.",
    "The server wrote it when it started, on its screen and in its log.",
  ],
  firstCodeBad: [
    "Ce n’est pas le code de ce démarrage. Relisez le journal : il change à chaque démarrage.",
    "This is not the code of this start. Look at the log again: it changes at every start.",
  ],
  firstRule: [
    (n) => `${n} caractères au moins : ce compte a tous les droits.`,
    (n) => `At least ${n} characters: this account may do everything.`,
  ],
  firstEnter: ["Créer le compte du professeur", "Create the teacher’s account"],
  fullTitle: ["Le serveur est plein", "The server is full"],
  fullText: [
    "Toutes les places sont prises. Dès qu’une se libère, vous entrez : cette page réessaie seule.",
    "All places are taken. You will enter as soon as there is room: this page retries by itself.",
  ],
  nextTry: [
    (s) => (s > 0 ? `Nouvel essai dans ${s} s` : "Nouvel essai…"),
    (s) => (s > 0 ? `Trying again in ${s} s` : "Trying again…"),
  ],
  tryNow: ["Réessayer maintenant", "Try now"],
  tryAgain: ["Réessayer", "Try again"],
  deadTitle: ["Le serveur ne répond pas", "The server does not answer"],
  deadWifi: ["Votre appareil est-il sur le Wi-Fi de la classe ?", "Is your device on the class Wi-Fi?"],
  deadAddress: ["L’adresse est-elle celle du tableau ?", "Is the address the one on the board?"],
  deadGuestWifi: [
    "Le Wi-Fi « invité » empêche souvent les appareils de se joindre.",
    "A “guest” Wi-Fi often keeps devices from reaching each other.",
  ],
  endedTitle: ["Vous n’êtes plus connecté", "You are signed out"],
  comeAgain: ["Entrer de nouveau", "Enter again"],
  noCookies: [
    "Sans cookies, sans Internet : tout reste dans la classe.",
    "No cookies, no Internet: everything stays in the class.",
  ],
  otherLanguage: ["EN : in English", "FR : en français"],
  otherLanguageShort: ["EN", "FR"],
  lightOrDark: ["Thème clair ou sombre", "Light or dark theme"],

  // The frame
  skip: ["Aller aux messages", "Go to the messages"],
  placesLabel: ["Salons et conversations", "Channels and conversations"],
  channelList: ["Liste des salons", "List of channels"],
  channels: ["Salons", "Channels"],
  joinOrCreate: ["Rejoindre ou créer un salon", "Join or create a channel"],
  privates: ["Messages privés", "Private messages"],
  manage: ["Gestion", "Management"],
  unreadCount: [(n) => `${n} ${n < 2 ? "non lu" : "non lus"}`, (n) => `${n} unread`],
  placesUnread: [
    (n) => (n > 0 ? `Salons, ${n} non lus` : "Salons"),
    (n) => (n > 0 ? `Channels, ${n} unread` : "Channels"),
  ],
  close: ["Fermer", "Close"],
  cancel: ["Annuler", "Cancel"],
  save: ["Enregistrer", "Save"],
  you: ["vous", "you"],
  noTopic: ["Pas de sujet", "No topic"],
  people: ["Personnes", "People"],
  peopleHere: [
    (n) => ` ${n < 2 ? "personne présente" : "personnes présentes"}`,
    (n) => ` ${n === 1 ? "person" : "people"} here`,
  ],
  theClass: ["La classe", "The class"],
  questions: ["Questions", "Questions"],
  handsUp: ["Mains levées", "Raised hands"],
  staff: ["Professeur", "Teacher"],
  pupils: ["Élèves", "Pupils"],
  offline: ["Hors ligne", "Offline"],
  handUp: ["main levée, ", "hand raised, "],
  online: ["en ligne", "online"],
  away: ["absent", "away"],
  dnd: ["ne pas déranger", "do not disturb"],
  invisible: ["invisible", "invisible"],
  offlineState: ["hors ligne", "offline"],
  stateOnline: ["En ligne", "Online"],
  stateAway: ["Absent", "Away"],
  stateDnd: ["Ne pas déranger", "Do not disturb"],
  stateInvisible: ["Invisible", "Invisible"],
  tagStaff: ["prof", "teacher"],
  tagModerator: ["modé", "mod"],
  tagGuest: ["invité", "guest"],
  tagMuted: ["muet", "muted"],
  search: [(where) => `Chercher dans ${where}`, (where) => `Search in ${where}`],

  // Messages
  messagesOf: [(name) => `Messages de ${name}`, (name) => `Messages in ${name}`],
  messagesWith: [(name) => `Messages avec ${name}`, (name) => `Messages with ${name}`],
  today: ["aujourd’hui", "today"],
  joinedOne: [(name) => `${name} a rejoint la discussion.`, (name) => `${name} joined the chat.`],
  joinedMany: [(names) => `${names} ont rejoint la discussion.`, (names) => `${names} joined the chat.`],
  leftOne: [(name) => `${name} a quitté la discussion.`, (name) => `${name} left the chat.`],
  leftMany: [(names) => `${names} ont quitté la discussion.`, (names) => `${names} left the chat.`],
  others: [(n) => `${n} ${n < 2 ? "autre" : "autres"}`, (n) => `${n} ${n === 1 ? "other" : "others"}`],
  and: ["et", "and"],
  newMessages: [(n) => fr(n, "nouveau message", "nouveaux messages"), (n) => en(n, "new message", "new messages")],
  sent: ["envoyé", "sent"],
  waiting: ["en attente", "waiting"],
  notSent: ["non envoyé", "not sent"],
  keptLater: ["gardé pour plus tard", "kept for later"],
  keptHint: [
    (name, n) =>
      `${name} n’est pas là : ${n < 2 ? "ce message lui sera remis" : `ces ${n} messages lui seront remis`} à sa prochaine connexion.`,
    (name, n) =>
      `${name} is away: ${n === 1 ? "this message" : `these ${n} messages`} will be delivered when ${name} next signs in.`,
  ],
  deletedBy: [(name) => `Message effacé par ${name}.`, (name) => `Message deleted by ${name}.`],
  deleted: ["Message effacé.", "Message deleted."],
  edited: ["(modifié)", "(edited)"],
  toAll: ["à toute la classe", "to the whole class"],
  sendAgain: ["Renvoyer", "Send again"],
  unsure: [
    "La connexion a été perdue : ce message est peut-être arrivé.",
    "The connection was lost: this message may have arrived.",
  ],
  tooMany: ["Non envoyé : trop de messages à la suite.", "Not sent: too many messages in a row."],
  tooFast: [(s) => `Trop vite : attendez ${s} s, puis renvoyez.`, (s) => `Too fast: wait ${s} s, then send again.`],
  emptyTitle: ["Rien n’a encore été dit ici", "Nothing has been said here yet"],
  emptyText: [
    (name) =>
      `${name} est ouvert à toute la classe. Posez la première question : quelqu’un d’autre se la pose sûrement.`,
    (name) => `${name} is open to the whole class. Ask the first question: someone else surely has it too.`,
  ],
  emptyPrivate: [
    (name) => `Ce que vous écrivez ici, ${name} est seul à le lire.`,
    (name) => `Only ${name} reads what you write here.`,
  ],
  loading: ["Lecture des messages…", "Reading the messages…"],
  actions: ["Actions sur le message", "Actions on the message"],
  reactions: ["Réactions", "Reactions"],
  react: ["Réagir", "React"],
  reply: ["Répondre", "Reply"],
  copy: ["Copier", "Copy"],
  copied: ["Copié", "Copied"],
  more: ["Autres actions", "More actions"],
  edit: ["Modifier", "Edit"],
  erase: ["Effacer", "Delete"],
  erased: ["Message effacé", "Message deleted"],
  agree: ["D’accord", "Agreed"],
  understood: ["Compris", "Got it"],
  notUnderstood: ["Pas compris", "Not clear"],
  bravo: ["Bravo", "Well done"],
  thanks: ["Merci", "Thanks"],
  funny: ["Drôle", "Funny"],
  codeLines: [(lang, n) => `${lang} · ${fr(n, "ligne", "lignes")}`, (lang, n) => `${lang} · ${en(n, "line", "lines")}`],
  codeOf: [(lang) => `Code ${lang}`, (lang) => `${lang} code`],
  plainText: ["Texte", "Text"],
  unfold: [(n) => `Afficher les ${n} lignes`, (n) => `Show all ${n} lines`],
  fold: ["Replier", "Fold"],

  // Writing
  writeIn: [(name) => `Écrire dans ${name}`, (name) => `Write in ${name}`],
  writeTo: [(name) => `Écrire à ${name}`, (name) => `Write to ${name}`],
  send: ["Envoyer", "Send"],
  insertCode: ["Insérer du code", "Insert code"],
  removeCode: ["Retirer le code", "Remove the code"],
  yourCode: ["Votre code", "Your code"],
  codeLanguage: ["Langage", "Language"],
  replyTo: ["Réponse à", "Reply to"],
  noReply: ["Ne plus répondre", "Do not reply"],
  editing: ["Modifier votre message", "Edit your message"],
  noEdit: ["Ne plus modifier", "Do not edit"],
  keySend: ["Entrée", "Enter"],
  keySendDoes: ["envoyer", "send"],
  keyLine: ["Maj + Entrée", "Shift + Enter"],
  keyLineDoes: ["nouvelle ligne", "new line"],
  keyHandDoes: ["lever la main", "raise your hand"],
  keyTabDoes: ["décale", "indents"],
  keyEscape: ["Échap", "Esc"],
  keyThen: ["puis", "then"],
  keyLeaves: ["sort du code", "leaves the code"],
  keyCtrlEnter: ["Ctrl + Entrée", "Ctrl + Enter"],
  keyChoose: ["choisir", "choose"],
  keyOr: ["ou", "or"],
  keyInsert: ["insérer", "insert"],
  keyClose: ["fermer", "close"],
  mentionList: ["Personnes à mentionner", "People to mention"],
  commandList: ["Commandes", "Commands"],
  hand: ["Main", "Hand"],
  raise: ["Lever la main", "Raise your hand"],
  raised: [
    (n) => `Main levée, vous êtes ${ordinal(n)}. Baisser la main`,
    (n) => `Hand raised, you are ${ordinal(n)}. Lower your hand`,
  ],
  place: [(n) => ordinal(n), (n) => ordinal(n)],
  slow: [(n) => `Mode lent : un message toutes les ${n} s.`, (n) => `Slow mode: one message every ${n} s.`],
  slowLeft: [(n) => `Encore ${n} s.`, (n) => `${n} s left.`],
  silenced: ["Le professeur a suspendu la discussion", "The teacher has paused the discussion"],
  silencedHere: [
    (name) => `Le professeur a suspendu la discussion dans ${name}`,
    (name) => `The teacher has paused the discussion in ${name}`,
  ],
  until: [(at) => ` jusqu’à ${at}.`, (at) => ` until ${at}.`],
  silencedMay: [
    "Vous pouvez lire, lever la main et poser une question.",
    "You can read, raise your hand and ask a question.",
  ],
  muted: [
    (at) => (at ? `Vous êtes muet jusqu’à ${at}.` : "Vous êtes muet."),
    (at) => (at ? `You are muted until ${at}.` : "You are muted."),
  ],
  mutedMay: [
    "Vous pouvez lire, lever la main et répondre aux sondages.",
    "You can read, raise your hand and answer polls.",
  ],
  readOnly: [(name) => `${name} est en lecture seule.`, (name) => `${name} is read-only.`],
  readOnlyWho: [
    (where) => `Seuls le professeur et les modérateurs y écrivent.${where ? ` Pour parler : ${where}.` : ""}`,
    (where) => `Only the teacher and moderators write here.${where ? ` To talk: ${where}.` : ""}`,
  ],
  noPrivate: ["Les messages privés sont suspendus.", "Private messages are paused."],
  noPrivateStaff: [
    "Pour l’instant, les élèves n’écrivent en privé qu’au professeur et aux modérateurs.",
    "For now pupils write in private only to the teacher and moderators.",
  ],
  ask: ["Poser une question", "Ask a question"],
  newBelow: [(n) => fr(n, "nouveau message", "nouveaux messages"), (n) => en(n, "new message", "new messages")],
  toNow: ["Revenir à maintenant", "Back to now"],

  // Bands
  lost: ["Connexion perdue.", "Connection lost."],
  lostText: [
    (s) => `${s > 0 ? `Nouvel essai dans ${s} s.` : "Nouvel essai…"} Vous pouvez écrire : tout partira au retour.`,
    (s) => `${s > 0 ? `Trying again in ${s} s.` : "Trying again…"} You can write: everything will be sent on return.`,
  ],
  back: ["Connexion rétablie", "Connection restored"],
  renamedBand: [
    (name) => `Le nom « ${name} » est déjà pris : vous êtes`,
    (name) => `The name “${name}” is taken: you are`,
  ],
  changeName: ["Changer de nom", "Change name"],
  searchIn: ["Chercher dans les messages", "Search the messages"],
  searchWhere: ["Où chercher", "Where to search"],
  everywhere: ["Tous les salons", "All channels"],
  closeSearch: ["Fermer la recherche", "Close the search"],
  results: ["Résultats de la recherche", "Search results"],
  resultsShort: ["Résultats", "Results"],
  found: [(n) => fr(n, "message", "messages"), (n) => en(n, "message", "messages")],
  nothingFound: [(words) => `Aucun message ne contient « ${words} »`, (words) => `No message contains “${words}”`],
  nothingFoundHint: [
    "Vérifiez l’orthographe, ou cherchez dans tous les salons.",
    "Check the spelling, or search all channels.",
  ],
  moreResults: ["Chercher plus loin", "Search further back"],
  reading: ["Vous lisez les messages du", "You are reading the messages of"],

  // Polls
  colon: [" : ", ": "],
  poll: ["Sondage", "Poll"],
  pollOf: [(name) => `Sondage de ${name}`, (name) => `Poll by ${name}`],
  anonymous: ["réponses anonymes", "anonymous answers"],
  named: ["la classe verra qui a répondu quoi", "the class will see who answered what"],
  several: ["plusieurs réponses possibles", "several answers allowed"],
  later: ["Répondre plus tard", "Answer later"],
  unfoldPoll: ["Voir le sondage", "Show the poll"],
  chosen: [(n) => fr(n, "choisie", "choisies"), (n) => `${n} chosen`],
  answer: ["Répondre", "Answer"],
  answerSaved: ["Réponse enregistrée :", "Answer saved:"],
  answersSaved: ["Réponses enregistrées :", "Answers saved:"],
  resultsLater: ["Résultats à la fin du sondage.", "Results when the poll ends."],
  change: ["Changer", "Change"],
  pollResult: ["Résultat du sondage", "Poll result"],
  pollBar: [
    (name, n, all) => `${name}, ${fr(n, "réponse", "réponses")} sur ${all}`,
    (name, n, all) => `${name}, ${en(n, "answer", "answers")} of ${all}`,
  ],
  voters: [(n) => fr(n, "réponse", "réponses"), (n) => en(n, "answer", "answers")],
  yourAnswer: [
    (n, letters) => (n < 2 ? `votre réponse : ${letters}` : `vos réponses : ${letters}`),
    (n, letters) => (n === 1 ? `your answer: ${letters}` : `your answers: ${letters}`),
  ],
  percent: [(n) => `${n} %`, (n) => `${n}%`],

  // Questions
  yourQuestion: ["Votre question", "Your question"],
  askHint: [
    "Sans votre nom pour la classe ; le professeur le voit.",
    "Without your name for the class; the teacher sees it.",
  ],
  askSend: ["Demander", "Ask"],
  meToo: [(n) => `Moi aussi, ${n} voix`, (n) => `Me too, ${en(n, "vote", "votes")}`],
  answered: ["Votre question a une réponse.", "Your question has an answer."],
  aloud: ["à voix haute", "aloud"],
  noQuestions: ["Aucune question", "No questions"],
  noQuestionsText: [
    "Posez la première : la classe ne saura pas que c’est vous.",
    "Ask the first: the class will not know that it is you.",
  ],
  unask: ["Retirer", "Withdraw"],

  // Menus and dialogs
  yourAccount: ["Votre compte", "Your account"],
  devices: ["Appareils connectés", "Signed-in devices"],
  devicesText: [
    "Ils entrent sans mot de passe. Déconnectez ceux que vous ne reconnaissez pas.",
    "They enter without a password. Sign out those you do not recognise.",
  ],
  thisDevice: ["cet appareil", "this device"],
  here: ["ici", "here"],
  seenAt: [(at) => `vu ${at}`, (at) => `seen ${at}`],
  signOut: ["Déconnecter", "Sign out"],
  signOutOthers: ["Déconnecter les autres appareils", "Sign out the other devices"],
  noDevices: ["Aucun autre appareil n’entre sans mot de passe.", "No other device enters without a password."],
  changePassword: ["Changer de mot de passe", "Change password"],
  changePasswordHint: [
    (n) => `${n} caractères au moins. Vos autres appareils devront le connaître.`,
    (n) => `At least ${n} characters. Your other devices will need it.`,
  ],
  passwordChanged: ["Mot de passe changé", "Password changed"],
  badOldPassword: ["Ce n’est pas votre mot de passe actuel.", "This is not your current password."],
  language: ["Langue", "Language"],
  thisLanguage: ["Français", "English"],
  soundForMentions: ["Son pour les mentions", "Sound for mentions"],
  yes: ["oui", "yes"],
  no: ["non", "no"],
  theme: ["Thème", "Theme"],
  themeAuto: ["comme l’appareil", "as the device"],
  themeLight: ["clair", "light"],
  themeDark: ["sombre", "dark"],
  quit: ["Quitter", "Leave"],
  writePrivate: ["Écrire en privé", "Write in private"],
  mention: ["Mentionner", "Mention"],
  theirMessages: [(where) => `Ses messages dans ${where}`, (where) => `Messages in ${where}`],
  since: [(at) => `en ligne depuis ${at}`, (at) => `online since ${at}`],
  findChannel: ["Chercher un salon", "Find a channel"],
  findAmong: [(n) => `Chercher parmi ${fr(n, "salon", "salons")}`, (n) => `Search ${en(n, "channel", "channels")}`],
  create: ["Créer", "Create"],
  createTitle: ["Créer un salon", "Create a channel"],
  persons: [(n) => fr(n, "personne", "personnes"), (n) => en(n, "person", "people")],
  forAll: ["pour tous", "for everyone"],
  join: ["Rejoindre", "Join"],
  joinNamed: [(name) => `Rejoindre ${name}`, (name) => `Join ${name}`],
  part: ["Quitter", "Leave"],
  partNamed: [(name) => `Quitter ${name}`, (name) => `Leave ${name}`],
  channelName: ["Nom", "Name"],
  channelNameHint: ["Lettres, chiffres et tirets, sans espace.", "Letters, digits and hyphens, no spaces."],
  channelExists: [
    (name, n) => `${name} existe déjà, avec ${fr(n, "personne", "personnes")}. Rejoignez-le ou changez de nom.`,
    (name, n) => `${name} already exists, with ${en(n, "person", "people")}. Join it or choose another name.`,
  ],
  topicLabel: ["Sujet", "Topic"],
  backToChannels: ["Retour aux salons", "Back to the channels"],
  goTo: ["Aller à", "Go to"],
  undo: ["Annuler", "Undo"],
  channelActions: ["Salon", "Channel"],
  leaveChannel: [(name) => `Quitter ${name}`, (name) => `Leave ${name}`],

  // Announced
  saysAloud: [(name, text) => `${name} : ${text}`, (name, text) => `${name}: ${text}`],
  privateAloud: [
    (name, text) => `Message privé de ${name} : ${text}`,
    (name, text) => `Private message from ${name}: ${text}`,
  ],
  mentionAloud: [
    (name, where, text) => `${name} vous appelle dans ${where} : ${text}`,
    (name, where, text) => `${name} mentions you in ${where}: ${text}`,
  ],
  codeAloud: ["du code", "code"],
  pollOpened: [(q) => `Sondage : ${q}`, (q) => `Poll: ${q}`],
  pollClosed: ["Le sondage est fini : voici le résultat.", "The poll is over: here is the result."],
  silenceOn: ["La discussion est suspendue.", "The discussion is paused."],
  silenceOff: [
    "La discussion reprend : vous pouvez de nouveau écrire.",
    "The discussion goes on: you can write again.",
  ],
  slowOff: ["Le mode lent est fini.", "Slow mode is over."],
  firstInLine: ["Vous êtes le premier à avoir levé la main.", "You are first among the raised hands."],
  handLifted: [(name) => `${name} lève la main`, (name) => `${name} raises a hand`],
  handTitle: [(n) => `Main levée, vous êtes ${ordinal(n)}.`, (n) => `Hand raised, you are ${ordinal(n)}.`],
  handDown: ["Main baissée.", "Hand lowered."],
};

/** @type {"fr" | "en"} */
let chosen = "fr";

/** The language of the page. */
export const lang = () => chosen;

/** Changes the language of the page. @param {"fr" | "en"} wanted */
export function use(wanted) {
  chosen = wanted;
}

/** The language to begin with: the one chosen on this device, or the browser's if it is one of the two, or French.
 * @param {"fr" | "en" | null} kept
 * @param {readonly string[]} preferred
 * @returns {"fr" | "en"}
 */
export function firstLanguage(kept, preferred) {
  if (kept) return kept;
  for (const one of preferred) {
    if (one.startsWith("fr")) return "fr";
    if (one.startsWith("en")) return "en";
  }
  return "fr";
}

/**
 * Words in the page's language.
 * @param {string} key
 * @param {...any} args
 * @returns {string}
 */
export function w(key, ...args) {
  const entry = TABLE[key] ?? TEACHER[key];
  if (!entry) throw new Error(`no words for ${key}`);
  const words = entry[chosen === "fr" ? 0 : 1];
  return spaced(typeof words === "function" ? words(...args) : words);
}

/** Words of the teacher's part. @type {Record<string, [Words, Words]>} */
const TEACHER = {};

/** Adds the words of the teacher's part, which pupils do not load. @param {Record<string, [Words, Words]>} words */
export function addWords(words) {
  Object.assign(TEACHER, words);
}

/** All keys, for the test that both languages say each. */
export const keys = () => Object.entries(TABLE);

const NBSP = "\u00a0";

/**
 * A sentence of the page or of the server with the spaces and apostrophes that its language wants.
 * @param {string} text
 * @returns {string}
 */
export function spaced(text) {
  let told = text
    .replace(/(\p{L})'(\p{L})/gu, "$1’$2")
    .replace(/(\d) (s|min|h|Mo|Go|Ko|MB|GB|KB|ms|%)(?![\p{L}])/gu, `$1${NBSP}$2`);
  if (chosen === "fr") told = told.replace(/ ([:;!?%»])/g, `${NBSP}$1`).replace(/« /g, `«${NBSP}`);
  return told;
}

/** @param {number} n "1er", "3ᵉ"; "1st", "3rd" */
export function ordinal(n) {
  if (chosen === "fr") return n === 1 ? "1ᵉʳ" : `${n}ᵉ`;
  const ten = n % 100;
  const end = ten > 10 && ten < 14 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[n % 10] ?? "th");
  return `${n}${end}`;
}

/** A place as it is written: `#général`, `Dora`. @param {{id: string, name: string}} place */
export const placeName = (place) => (place.id.startsWith("#") ? place.id : place.name);

const DAYS = {
  fr: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
};
const MONTHS = {
  fr: [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
  ],
  en: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
};

/** Times. What the server says is its clock on the wall, `2025-06-20T17:14:06.611042`, without a zone; it is shown as it is. */
export const clock = {
  /** The time of this device, in the server's form. */
  now() {
    const now = new Date();
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 23);
  },
  /** @param {string} at `10:40` */
  time: (at) => at.slice(11, 16),
  /** @param {string} at `2025-06-20` */
  day: (at) => at.slice(0, 10),
  /** The day in words, without the year if it is this one. @param {string} at */
  dayWords(at) {
    const [year, month, day] = at.slice(0, 10).split("-").map(Number);
    if (!year) return "";
    const week = DAYS[chosen][new Date(year, month - 1, day).getDay()];
    const now = clock.now();
    const same = now.slice(0, 4) === at.slice(0, 4) ? "" : ` ${year}`;
    const words =
      chosen === "fr"
        ? `${week} ${day === 1 ? "1ᵉʳ" : day} ${MONTHS.fr[month - 1]}${same}`
        : `${week} ${day} ${MONTHS.en[month - 1]}${same}`;
    return now.slice(0, 10) === at.slice(0, 10) ? `${w("today")}, ${words}` : words;
  },
  /** Until when: the time alone if it is today. @param {string} at */
  moment: (at) =>
    clock.now().slice(0, 10) === at.slice(0, 10) ? clock.time(at) : `${clock.dayWords(at)}, ${clock.time(at)}`,
};

/** Names in a row: "Ben, Chloé et 19 autres". @param {string[]} names */
export function namesInRow(names) {
  const unique = [...new Set(names)];
  if (unique.length === 1) return unique[0];
  if (unique.length <= 3) return `${unique.slice(0, -1).join(", ")} ${w("and")} ${unique.at(-1)}`;
  return `${unique.slice(0, 2).join(", ")} ${w("and")} ${w("others", unique.length - 2)}`;
}
