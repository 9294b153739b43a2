// The typed commands that the composer offers, as docs/PROTOCOL.md lists them; their words are in `words.js` as `cmd_NAME`.

import { addWords } from "./words.js";

/** @type {[name: string, staff: boolean, fr: [string, string], en: [string, string]][]} */
const LIST = [
  ["help", false, ["", "toutes les commandes"], ["", "all commands"]],
  ["history", false, ["[n]", "les n derniers messages"], ["[n]", "the last n messages"]],
  ["join", false, ["#salon", "aller dans un salon"], ["#channel", "go to a channel"]],
  ["leave", false, ["[#salon]", "quitter un salon"], ["[#channel]", "leave a channel"]],
  ["me", false, ["texte", "écrire à la troisième personne"], ["text", "write in the third person"]],
  ["msg", false, ["nom texte", "écrire en privé"], ["name text", "write in private"]],
  ["hand", false, ["[down]", "lever la main, la baisser"], ["[down]", "raise your hand, lower it"]],
  ["vote", false, ["lettre", "répondre au sondage"], ["letter", "answer the poll"]],
  ["ask", false, ["question", "poser une question sans son nom"], ["question", "ask without your name"]],
  ["search", false, ["mots", "chercher un message"], ["words", "find a message"]],
  ["topic", false, ["[texte]", "voir ou changer le sujet"], ["[text]", "see or change the topic"]],
  ["announce", true, ["texte", "parler à toute la classe"], ["text", "tell the whole class"]],
  [
    "poll",
    true,
    ['"question" "réponse" "réponse"', "ouvrir un sondage"],
    ['"question" "answer" "answer"', "open a poll"],
  ],
  ["silence", true, ["[10m|off]", "suspendre la discussion"], ["[10m|off]", "pause the discussion"]],
  ["slow", true, ["secondes|off", "mode lent"], ["seconds|off", "slow mode"]],
  ["mute", true, ["nom [10m]", "rendre muet"], ["name [10m]", "mute"]],
  ["unmute", true, ["nom", "rendre la parole"], ["name", "let speak again"]],
  ["kick", true, ["nom", "déconnecter"], ["name", "disconnect"]],
  ["ban", true, ["nom [10m]", "exclure"], ["name [10m]", "keep out"]],
  ["hands", true, ["[down]", "les mains levées"], ["[down]", "the raised hands"]],
  ["lesson", true, ["nom|end", "commencer ou finir le cours"], ["name|end", "begin or end the lesson"]],
  ["attendance", true, ["[jour]", "l’appel"], ["[day]", "the attendance"]],
];

/** @type {{name: string, staff: boolean}[]} */
export const COMMANDS = LIST.map(([name, staff]) => ({ name, staff }));

for (const [name, , fr, en] of LIST)
  addWords({ [`cmd_${name}_args`]: [fr[0], en[0]], [`cmd_${name}`]: [fr[1], en[1]] });
