// Passwords that the page makes for people, as `classcord import` does (src/passwords/spoken.rs): two short French words and two
// figures, to be read aloud and typed; 22 bits of chance.

/** One for each byte, so that none is likelier than another. */
const WORDS = `
  abri acier agrafe aigre ancre anis appui arbre arc arche argent armure arome astre atome aube avion avoine azur
  badge bague bain banane banc bande barbe barque barre basket bateau berger beurre biche bijou bison bonbon bonnet
  botte bouche bougie bouton bras brebis brique brise brosse bruit brume buffet bureau cabane cadeau cadre cage
  cahier caisse camion canard carafe carte casque castor cerise chaise chance chat chemin chien chou cidre cirque
  citron cobra coffre coin copain corde corne coton coude crabe craie crayon cube cuivre dessin diner doigt dragon
  drone enfant farine faucon fauve femme ferme feu fibre figue foin forge fourmi frein frite front fruit fusain gamin
  garage gaufre gazon girafe givre gomme gorge gourde graine grange griffe grive grotte groupe guide hache hameau
  harpe herbe hiver homard humain hutte image index iris ivoire jambe jardin jaune jeton jeudi jour juge juin jument
  jupe jury kayak kimono kiwi navire neige nid noir noix nord nougat nuage nuit orage orange ortie ours ouvert pain
  panda panier papier parc parent perche phare photo piano pierre pigeon pirate piste poche poire poney pont porte
  poste potage pouce poudre prince prune radar radis raison rateau rayon reine renard repas rideau rive robe robot
  rocher ronce rouge route ruban rubis ruche rugby sabre sapin sauce saumon savon singe sirop soupe source souris
  sport square stade statue sucre tante tapis tarte tasse taupe terre ticket tigre timbre tissu toit tomate torche
  tour train trappe tresor tribu trompe truite tube vache vague vent verger veste vigne virage vitre voisin yaourt
  zebre zinc
`
  .trim()
  .split(/\s+/);

/** Numbers by chance, each below 256. @param {number} count */
const random = (count) => crypto.getRandomValues(new Uint8Array(count));

/**
 * `tigre-42-nuage`, and more words if it must be longer.
 * @param {number} least characters
 * @returns {string}
 */
export function makePassword(least) {
  const [first, figures, second] = random(3);
  const figure = (/** @type {number} */ number) => String(2 + (number % 8));
  let password = `${WORDS[first]}-${figure(figures)}${figure(figures >> 3)}-${WORDS[second]}`;
  while (password.length < least) password += `-${WORDS[random(1)[0]]}`;
  return password;
}
