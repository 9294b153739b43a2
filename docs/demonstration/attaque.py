#!/usr/bin/env python3
"""Essaie des mots de passe sur un compte, d'une autre adresse de cette machine, jusqu'à ce que le serveur ne veuille plus.

    python3 attaque.py 127.0.0.9 12345 alice

À n'employer que contre son propre serveur : le programme ne sait joindre que 127.0.0.1. Il ne faut que Python. Il finit par
0 si l'attaque a été arrêtée, par 1 si un mot de passe était le bon ou si personne ne s'est défendu.
"""

import json
import socket
import sys

MOTS_DE_PASSE = [
    "123456", "azerty", "password", "motdepasse", "soleil", "doudou", "marseille", "loulou", "qwerty", "bonjour",
    "chouchou", "camille", "nicolas", "football", "111111", "000000", "jetaime", "coucou", "princesse", "dragon",
]


def connexion(source, port):
    prise = socket.socket()
    prise.settimeout(10)
    prise.bind((source, 0))
    prise.connect(("127.0.0.1", port))
    return prise


def reponse(prise, lignes, **demande):
    """Ce que le serveur répond à la demande, s'il y en a une ; rien s'il ferme la connexion."""
    try:
        if demande:
            prise.sendall(json.dumps(demande).encode() + b"\n")
        for ligne in lignes:
            objet = json.loads(ligne)
            if objet["type"] in ("login", "error"):
                return objet
    except ConnectionError:
        pass
    return {"type": "closed", "code": "banned"}


def main():
    source, port, compte = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    prise = connexion(source, port)
    lignes = prise.makefile("rb")
    for numero, mot in enumerate(MOTS_DE_PASSE, 1):
        recu = reponse(prise, lignes, type="login", username=compte, password=mot)
        if recu["type"] == "login":
            print(f"{source} essai {numero} : {mot} : c'était le bon")
            return 1
        if recu["code"] == "banned":
            print(f"{source} essai {numero} : le serveur a fermé la connexion")
            break
        print(f"{source} essai {numero} : {mot} : {recu['message']}", flush=True)
    else:
        print(f"{source} : personne ne m'a arrêté")
        return 1
    prise = connexion(source, port)
    recu = reponse(prise, prise.makefile("rb"))
    print(f"{source} revient : {recu.get('message', 'rien ne répond')}")
    return 0 if recu["code"] == "banned" else 1


sys.exit(main())
