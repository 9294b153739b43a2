// The words of the teacher's part, in French and English: pupils do not load them.

import { addWords } from "../words.js";

/** @param {number} n @param {string} one @param {string} many French counts 0 and 1 alike */
const fr = (n, one, many) => `${n} ${n < 2 ? one : many}`;
/** @param {number} n @param {string} one @param {string} many */
const en = (n, one, many) => `${n} ${n === 1 ? one : many}`;

/** @type {Record<string, [import("../words.js").Words, import("../words.js").Words]>} */
export const TEACHER_WORDS = {
  // The class panel
  board: ["Tableau", "Board"],
  projector: ["projecteur", "projector"],
  foldClass: ["Replier la classe", "Fold the class"],
  unfoldClass: ["Déplier la classe", "Unfold the class"],
  present: [(n) => fr(n, "présent", "présents"), (n) => `${n} present`],
  lessonSince: [(at) => `depuis ${at}`, (at) => `since ${at}`],
  railPeople: [(n) => `Personnes, ${n}`, (n) => `People, ${n}`],
  railHands: [(n) => `Mains levées, ${n}`, (n) => `Raised hands, ${n}`],
  railQuestions: [(n) => `Questions, ${n}`, (n) => `Questions, ${n}`],
  handsTab: ["Mains", "Hands"],
  pollTab: ["Sondage", "Poll"],
  colName: ["Nom", "Name"],
  colArrived: ["Arrivée", "Arrived"],
  colWrote: ["A écrit", "Wrote"],
  colActions: ["Actions", "Actions"],
  actionsFor: [(name) => `Actions pour ${name}`, (name) => `Actions for ${name}`],
  gone: [(n) => (n < 2 ? "Parti :" : "Partis :"), () => "Gone:"],
  alone: ["Personne d’autre n’est là", "Nobody else is here"],
  aloneText: [
    "Les élèves ouvrent l’adresse du tableau, ou leur client Java.",
    "Pupils open the address on the board, or their Java client.",
  ],

  // Silence, slow mode, private messages
  suspend: ["Suspendre", "Pause"],
  suspendMore: [" la discussion", " the discussion"],
  suspendFor: ["Durée du silence", "Length of the silence"],
  minutes: [(n) => `${n} min`, (n) => `${n} min`],
  noLimit: ["sans limite", "no limit"],
  silenceUntil: [(at) => `Silence jusqu’à ${at}`, (at) => `Silence until ${at}`],
  silenceOpen: ["Silence", "Silence"],
  silenceIn: [(name) => ` dans ${name}`, (name) => ` in ${name}`],
  silenceLeft: [(n) => `reste ${n} min`, (n) => `${n} min left`],
  giveBack: ["Rendre la parole", "Let the class speak"],
  fiveMore: ["+ 5 min", "+ 5 min"],
  silenceBegan: ["La classe ne peut plus écrire", "The class cannot write any more"],
  silenceEnded: ["La parole est rendue", "The class can speak again"],
  classSilent: ["La classe ne peut pas écrire. Vous, si.", "The class cannot write. You can."],
  slowMode: ["Mode lent", "Slow mode"],
  slowNo: ["Non", "Off"],
  seconds: [(n) => (n % 60 === 0 ? `${n / 60} min` : `${n} s`), (n) => (n % 60 === 0 ? `${n / 60} min` : `${n} s`)],
  privateMode: ["Messages privés", "Private messages"],
  privateModeOf: ["Messages privés des élèves", "Private messages of pupils"],
  privateAll: ["Entre tous", "Between all"],
  privateStaff: ["Au professeur", "To the teacher"],
  privateOff: ["Aucun", "None"],
  sumFree: ["Parole libre · ", "Free to speak · "],
  sumRest: [
    (slow, mode) =>
      `lent : ${slow > 0 ? `${slow} s` : "non"} · privés : ${{ all: "tous", staff: "au professeur", off: "aucun" }[/** @type {"all"} */ (mode)]}`,
    (slow, mode) =>
      `slow: ${slow > 0 ? `${slow} s` : "off"} · private: ${{ all: "all", staff: "to the teacher", off: "none" }[/** @type {"all"} */ (mode)]}`,
  ],

  // Acts on people
  mute: ["Rendre muet", "Mute"],
  muteNamed: [(name) => `Rendre muet : ${name}`, (name) => `Mute: ${name}`],
  unmute: ["Rendre la parole", "Unmute"],
  unmuteNamed: [(name) => `Rendre la parole à ${name}`, (name) => `Unmute ${name}`],
  mutedUntil: [
    (name, at) => (at ? `${name} est muet jusqu’à ${at}` : `${name} est muet`),
    (name, at) => (at ? `${name} is muted until ${at}` : `${name} is muted`),
  ],
  unmuted: [(name) => `${name} peut de nouveau écrire`, (name) => `${name} can write again`],
  kick: ["Déconnecter", "Disconnect"],
  kicked: [(name) => `${name} est déconnecté`, (name) => `${name} is disconnected`],
  ban: ["Bannir", "Ban"],
  banned: [
    (name, at) => (at ? `${name} est banni jusqu’à ${at}` : `${name} est banni`),
    (name, at) => (at ? `${name} is banned until ${at}` : `${name} is banned`),
  ],
  makeModerator: ["Passer modérateur", "Make moderator"],
  makeUser: ["Retirer les droits de modérateur", "Remove moderator rights"],
  isModerator: [(name) => `${name} est modérateur`, (name) => `${name} is a moderator`],
  isUser: [(name) => `${name} n’est plus modérateur`, (name) => `${name} is no longer a moderator`],
  lower: ["Baisser", "Lower"],
  lowerHand: ["Baisser la main", "Lower the hand"],
  lowerNamed: [(name) => `Baisser la main de ${name}`, (name) => `Lower ${name}’s hand`],
  lowered: [(n) => `${fr(n, "main baissée", "mains baissées")}`, (n) => `${en(n, "hand", "hands")} lowered`],
  nth: [(n) => `n° ${n}`, (n) => `no. ${n}`],
  newPasswordOf: ["Nouveau mot de passe", "New password"],
  pupil: ["élève", "pupil"],
  devicesFrom: [
    (n, where) => `${fr(n, "appareil", "appareils")}, ${where}`,
    (n, where) => `${en(n, "device", "devices")}, ${where}`,
  ],

  // Hands
  inOrder: ["Dans l’ordre", "In order"],
  lowerAll: ["Tout baisser", "Lower all"],
  raisedAt: [
    (at, n) => `à ${at} · ${n < 1 ? "à l’instant" : `${n} min`}`,
    (at, n) => `at ${at} · ${n < 1 ? "just now" : `${n} min`}`,
  ],
  notRaised: [(n) => `N’ont pas levé la main (${n})`, (n) => `Have not raised a hand (${n})`],
  noHands: ["Aucune main levée", "No hand raised"],
  noHandsText: [
    "Les élèves ont un bouton à gauche de la zone de saisie, ou F2.",
    "Pupils have a button left of the writing box, or F2.",
  ],

  // Polls
  pollQuestion: ["Question", "Question"],
  pollAnswers: ["Réponses, de 2 à 8", "Answers, 2 to 8"],
  pollFull: ["Réponses : 8, c’est le plus", "Answers: 8 is the most"],
  pollAnswer: [(letter) => `Réponse ${letter}`, (letter) => `Answer ${letter}`],
  dropAnswer: [(letter) => `Retirer la réponse ${letter}`, (letter) => `Remove answer ${letter}`],
  addAnswer: ["Ajouter une réponse", "Add an answer"],
  pollSeveral: ["Plusieurs réponses possibles", "Several answers allowed"],
  pollAnonymous: ["Réponses anonymes pour la classe", "Answers anonymous to the class"],
  openPoll: ["Ouvrir le sondage", "Open the poll"],
  pollHidden: ["Les résultats restent cachés jusqu’à la fin.", "Results stay hidden until the end."],
  pollNeeds: ["Il faut une question et deux réponses.", "A question and two answers are needed."],
  pollIsOpen: ["Sondage ouvert", "Open poll"],
  pollIsOver: ["Sondage terminé", "Closed poll"],
  ofAnswered: [(all) => `sur ${all} ont répondu`, (all) => `of ${all} have answered`],
  ofAnsweredBar: [
    (n, all) => `${fr(n, "réponse", "réponses")} sur ${all}`,
    (n, all) => `${en(n, "answer", "answers")} of ${all}`,
  ],
  notYet: [(names) => `Pas encore : ${names}`, (names) => `Not yet: ${names}`],
  closePoll: ["Terminer et montrer les résultats", "End and show the results"],
  peek: ["Voir les résultats pour moi", "Show the results to me"],
  unpeek: ["Cacher les résultats", "Hide the results"],
  cancelPoll: ["Annuler le sondage", "Cancel the poll"],
  pollCancelled: ["Sondage annulé", "Poll cancelled"],
  pollEnded: [
    (n, at) => `${fr(n, "réponse", "réponses")}, terminé à ${at}. La classe voit ces barres.`,
    (n, at) => `${en(n, "answer", "answers")}, ended at ${at}. The class sees these bars.`,
  ],
  newPoll: ["Nouveau sondage", "New poll"],
  csv: ["CSV", "CSV"],
  csvVotes: ["voix", "votes"],
  csvWho: ["qui", "who"],

  // Questions
  byVotes: ["Par nombre de voix", "By votes"],
  votesOf: [(n) => `${n} voix`, (n) => en(n, "vote", "votes")],
  hiddenName: [(name) => `${name} · nom caché à la classe`, (name) => `${name} · name hidden from the class`],
  markAnswered: ["Marquer comme répondue", "Mark as answered"],
  answeredToast: ["Question marquée comme répondue", "Question marked as answered"],
  answeredCount: [(n) => `Répondues (${n})`, (n) => `Answered (${n})`],
  reopen: ["Remettre parmi les questions", "Put back among the questions"],
  emptyBox: ["Pas de question", "No questions"],
  emptyBoxText: [
    "Ici arrivent les questions posées sans nom pour la classe. Vous voyez qui les pose.",
    "Questions asked without a name for the class arrive here. You see who asks them.",
  ],

  // Announcements and messages
  announcement: ["Annonce", "Announce"],
  writeAnnouncement: ["Écrire une annonce", "Write an announcement"],
  yourAnnouncement: ["Votre annonce", "Your announcement"],
  announceTo: ["À toute la classe", "To the whole class"],
  noAnnouncement: ["Ne pas annoncer", "Do not announce"],
  announceIt: ["Annoncer", "Announce"],
  announceHint: [
    "Paraît en vert dans tous les salons, même pour qui ne dérange pas.",
    "Shown in green in all channels, even to those not to be disturbed.",
  ],

  // A channel
  setChannel: ["Sujet, lecture seule, vider", "Topic, read-only, clear"],
  channelTitle: [(name) => `Salon ${name}`, (name) => `Channel ${name}`],
  whoWrites: ["Qui peut écrire", "Who may write"],
  writesAll: ["Toute la classe", "The whole class"],
  writesStaff: ["Modérateurs et professeur, les élèves lisent", "Moderators and teacher; pupils read"],
  writesNobody: ["Personne : le salon est archivé", "Nobody: the channel is archived"],
  silenceHere: ["Suspendre ce salon", "Pause this channel"],
  speakHere: ["Rendre la parole ici", "Let this channel speak"],
  clearChannel: ["Vider le salon", "Clear the channel"],
  clearTitle: [(name) => `Vider ${name} ?`, (name) => `Clear ${name}?`],
  clearText: [
    "Les messages de ce salon disparaissent pour tout le monde, et des sauvegardes à venir.",
    "The messages of this channel vanish for everyone, and from backups to come.",
  ],
  noWayBack: ["On ne peut pas revenir en arrière.", "This cannot be undone."],
  clearButton: [
    (n, more) => (more ? "Effacer tous les messages" : `Effacer ${fr(n, "message", "messages")}`),
    (n, more) => (more ? "Erase all messages" : `Erase ${en(n, "message", "messages")}`),
  ],

  // Attendance
  roll: ["Appel", "Attendance"],
  thisLesson: ["Ce cours", "This lesson"],
  pastDays: ["Jours passés", "Past days"],
  rollTable: ["Tableau de l’appel", "Table of the attendance"],
  pastTable: ["Tableau des jours passés", "Table of past days"],
  noLesson: ["Pas de cours ouvert.", "No lesson is open."],
  noLessonText: [
    "Les connexions sont notées quand même ; le début du cours sert à compter les retards.",
    "Connections are noted all the same; the beginning of the lesson tells who is late.",
  ],
  lessonName: ["Cours", "Lesson"],
  beginLesson: ["Commencer le cours", "Begin the lesson"],
  endLesson: ["Terminer le cours", "End the lesson"],
  nextLesson: ["Nouveau cours", "New lesson"],
  lessonFrom: [(at) => `Cours depuis ${at}`, (at) => `Lesson since ${at}`],
  lessonWas: [(from, to) => `Cours de ${from} à ${to}`, (from, to) => `Lesson from ${from} to ${to}`],
  lessonSaved: [
    "l’appel est enregistré. Les connexions d’après n’y comptent plus.",
    "attendance is saved. Later connections do not count.",
  ],
  whichLesson: ["Cours", "Lesson"],
  day: ["Jour", "Day"],
  fromDay: ["Depuis le", "Since"],
  colLeft: ["Départ", "Left"],
  colMinutes: ["Minutes", "Minutes"],
  colPresence: ["Présence", "Presence"],
  wholeDay: ["La journée", "The day"],
  fromTo: [
    (from, to) => (to ? `De ${from} à ${to}` : `Depuis ${from}`),
    (from, to) => (to ? `${from} to ${to}` : `Since ${from}`),
  ],
  isPresent: ["Présent", "Present"],
  isAbsent: ["Absent", "Absent"],
  isAbsentShort: ["absent", "absent"],
  isLate: [(n) => `En retard de ${n} min`, (n) => `${n} min late`],
  leftAt: [(at) => `Parti à ${at}`, (at) => `Left at ${at}`],
  leftAtShort: [(at) => `parti ${at}`, (at) => `left ${at}`],
  plus: [(n) => `+ ${n} min`, (n) => `+ ${n} min`],
  late: [(n) => `${n} en retard`, (n) => `${n} late`],
  absents: [(n) => fr(n, "absent", "absents"), (n) => `${n} absent`],
  lefts: [(n) => `${fr(n, "parti", "partis")} avant la fin`, (n) => `${n} left early`],
  guests: [(n) => fr(n, "invité", "invités"), (n) => en(n, "guest", "guests")],
  rollHint: ["Noté tout seul, d’après les connexions.", "Noted by itself, from the connections."],
  nobodyThen: ["Personne ce jour-là", "Nobody that day"],
  nobodyThenText: ["Aucune connexion n’a été notée.", "No connection was noted."],
  lessons: [(n) => `${n} cours`, (n) => en(n, "lesson", "lessons")],
  absences: [(n) => fr(n, "absence", "absences"), (n) => en(n, "absence", "absences")],
  lates: [(n) => fr(n, "retard", "retards"), (n) => en(n, "time late", "times late")],
  noLessons: ["Pas de cours depuis ce jour", "No lessons since that day"],
  noLessonsText: ["« Commencer le cours » en fait une colonne.", "“Begin the lesson” makes a column of it."],
  shortDay: [
    (words, at) => `${String(words).slice(0, 2)}. ${at.slice(8, 10)}/${at.slice(5, 7)}`,
    (words, at) => `${String(words).slice(0, 3)} ${at.slice(8, 10)}/${at.slice(5, 7)}`,
  ],
  pastHint: ["Pour un seul jour : « Ce cours », puis sa date.", "For one day: “This lesson”, then its date."],

  // Accounts
  accounts: ["Comptes", "Accounts"],
  findAccount: ["Chercher un compte", "Find an account"],
  findAmongAccounts: [
    (n) => `Chercher parmi ${fr(n, "compte", "comptes")}`,
    (n) => `Search ${en(n, "account", "accounts")}`,
  ],
  importList: ["Importer une liste", "Import a list"],
  accountTable: ["Tableau des comptes", "Table of accounts"],
  colSince: ["Créé le", "Created"],
  tagNew: ["à changer", "to change"],
  tagDisabled: ["désactivé", "disabled"],
  newShort: ["Nouveau", "New"],
  newFor: [(name) => `Nouveau mot de passe pour ${name}`, (name) => `New password for ${name}`],
  moreFor: [(name) => `Autres actions pour ${name}`, (name) => `More actions for ${name}`],
  newPasswordIs: [(name) => `Nouveau mot de passe de ${name} :`, (name) => `${name}’s new password:`],
  shownOnce: [
    (name) =>
      `Montré une seule fois. ${name} en choisira un autre à sa prochaine connexion ; ses autres appareils sont déconnectés.`,
    (name) => `Shown only once. ${name} will choose another when next signing in; other devices are signed out.`,
  ],
  slip: ["Étiquette", "Slip"],
  enable: ["Réactiver le compte", "Enable the account"],
  disable: ["Désactiver le compte", "Disable the account"],
  isDisabled: [(name) => `${name} est désactivé`, (name) => `${name} is disabled`],
  isEnabled: [(name) => `${name} est réactivé`, (name) => `${name} is enabled`],
  exportData: ["Exporter ses données", "Export the data"],
  dataReady: [(name) => `Les données de ${name} sont prêtes`, (name) => `The data of ${name} are ready`],
  dataParts: [
    (n, stays) =>
      `Compte, ${fr(n, "message", "messages")} des salons, ${fr(stays, "présence", "présences")}, réponses aux sondages, questions. Ni mot de passe, ni messages privés : ceux-ci, l’opérateur les exporte par la console.`,
    (n, stays) =>
      `Account, ${en(n, "message", "messages")} in channels, ${en(stays, "stay", "stays")}, answers to polls, questions. No password and no private messages: those the operator exports at the console.`,
  ],
  saveFile: ["Enregistrer le fichier", "Save the file"],
  eraseAccount: ["Effacer le compte", "Erase the account"],
  eraseTitle: [(name) => `Effacer le compte de ${name} ?`, (name) => `Erase the account of ${name}?`],
  eraseText: [
    "Le compte, les présences, les réponses et les messages privés sont effacés. On ne peut pas revenir en arrière.",
    "The account, the attendance, the answers and the private messages are erased. This cannot be undone.",
  ],
  eraseMessages: ["Ses messages dans les salons", "The messages in channels"],
  eraseThem: ["Les effacer aussi", "Erase them too"],
  keepThem: ["Les garder sans son nom", "Keep them without the name"],
  madeFrom: [
    (n) => `${fr(n, "compte créé", "comptes créés")} depuis`,
    (n) => `${en(n, "account", "accounts")} made from`,
  ],
  writtenIn: [(kind, code) => `(${kind}, ${code})`, (kind, code) => `(${kind}, ${code})`],
  semicolons: ["points-virgules", "semicolons"],
  commas: ["virgules", "commas"],
  tabs: ["tabulations", "tabs"],
  stillToMake: [(n) => `Encore ${n}…`, (n) => `${n} to go…`],
  thereAlready: [
    (n, names) =>
      `${n} ${n < 2 ? "existait" : "existaient"} déjà : ${names}. Rien n’a changé pour ${n < 2 ? "lui" : "eux"}.`,
    (n, names) => `${n} existed already: ${names}. Nothing has changed for them.`,
  ],
  skippedLine: [
    (line, why) => `Ligne ${line} laissée de côté : ${why}`,
    (line, why) => `Line ${line} left out: ${why}`,
  ],
  namelessLine: ["nom vide.", "no name."],
  printSlips: [
    (n) => (n < 2 ? "Imprimer l’étiquette" : `Imprimer les ${n} étiquettes`),
    (n) => (n === 1 ? "Print the slip" : `Print the ${n} slips`),
  ],
  undoImport: ["Annuler l’importation", "Undo the import"],
  readableNow: ["Les mots de passe ne sont lisibles que maintenant.", "The passwords can only be read now."],
  listTooLong: ["Ce fichier est trop grand pour une liste de classe.", "This file is too large for a class list."],
  noNames: [
    "Aucune colonne « Nom » ou « Prénom » dans ce fichier : exportez la liste en CSV, avec ses titres.",
    "No column for names in this file: export the list as CSV, with its titles.",
  ],
  importStopped: [
    (line) => `La connexion a été perdue à la ligne ${line} : importez la liste de nouveau, le reste sera créé.`,
    (line) => `The connection was lost at line ${line}: import the list again, and the rest will be made.`,
  ],
};

addWords(TEACHER_WORDS);
