"""Short studies in several languages, written for the tests: an interview, answers to a survey, and unpolished talk."""

from __future__ import annotations

from analysis.transcripts import Study
from tests import builders

INTERVIEWS: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        ("Interviewer", "Comment préparez-vous votre tournée ?"),
        (
            "Alice",
            (
                "L'agenda ne connaît pas les trajets, donc je refais tout sur une feuille de papier. Le "
                "logiciel est trop "
                "lent, et en campagne il n'y a pas de réseau. Je finis par recopier chaque nom à la main."
            ),
        ),
        ("Interviewer", "Et les transmissions ?"),
        (
            "Alice",
            (
                "Personne ne sait lequel des cahiers est à jour. Le médecin ne répond jamais au téléphone. "
                "Le logiciel dit "
                "« erreur 412 » et c'est tout, je ne comprends pas la facture."
            ),
        ),
        ("Interviewer", "Que faudrait-il ?"),
        (
            "Alice",
            (
                "J'aimerais voir d'un coup d'œil ce qui a changé depuis ma dernière visite. Il faudrait un "
                "cahier partagé "
                "entre nous trois. J'adore le moment du café avec les patients."
            ),
        ),
    ),
    "de": (
        ("Interviewer", "Wie halten Sie Noten fest?"),
        (
            "Frau Weber",
            (
                "Das digitale Klassenbuch ist so langsam, dass ich damit nicht arbeiten kann. Am "
                "Wochenende übertrage ich "
                "alles vom Heft in das System. Den Stundenplan muss ich jedes Mal von Hand eintippen."
            ),
        ),
        ("Interviewer", "Und die Vertretung?"),
        (
            "Frau Weber",
            (
                "Niemand weiß, was wo steht. Der Zettel geht oft verloren. Bis die Seite geladen ist, ist die Stunde "
                "vorbei. Die Rechnung ist unverständlich."
            ),
        ),
        ("Interviewer", "Was wünschen Sie sich?"),
        (
            "Frau Weber",
            (
                "Ich würde gern auf einer Seite sehen, was zuletzt gemacht wurde. Ich brauche eine "
                "Möglichkeit, Briefe in "
                "mehreren Sprachen zu verschicken. Ich mag die Gespräche in den Pausen."
            ),
        ),
    ),
    "es": (
        ("Interviewer", "¿Cómo lleva el inventario?"),
        (
            "Lucía",
            (
                "El programa no distingue entre tallas, por eso llevo una libreta al lado de la caja. Al final del mes "
                "contamos todo a mano. Nadie sabe cuál es la versión buena."
            ),
        ),
        ("Interviewer", "¿Y los pedidos?"),
        (
            "Lucía",
            (
                "Nunca sé si un pedido ha salido o no. El teléfono siempre está ocupado. Hay que meter los "
                "datos de cada "
                "prenda otra vez. La contraseña no funciona y no entiendo los formularios."
            ),
        ),
        ("Interviewer", "¿Qué le gustaría?"),
        (
            "Lucía",
            (
                "Me gustaría ver todos los pedidos en un solo sitio. Quisiera desconectar sin perder "
                "ventas. Me encanta el "
                "trato con mis clientas."
            ),
        ),
    ),
    "pt": (
        ("Interviewer", "O que mais atrapalha?"),
        (
            "Rosa",
            (
                "O aplicativo trava toda vez que abro o mapa. Não consigo falar com uma pessoa de verdade. "
                "Anoto tudo num "
                "caderno porque na roça não tem sinal."
            ),
        ),
        ("Interviewer", "E a venda?"),
        (
            "Rosa",
            (
                "Nunca sei se o pagamento foi feito. As letras são muito pequenas. Tenho que atualizar o cadastro toda "
                "semana. Não entendo os formulários da cooperativa."
            ),
        ),
        ("Interviewer", "O que ajudaria?"),
        (
            "Rosa",
            (
                "Eu gostaria de saber o preço antes de colher. Falta um resumo de tudo por semana. Eu "
                "adoro a conversa com "
                "os clientes."
            ),
        ),
    ),
}

ANSWERS: dict[str, tuple[str, ...]] = {
    "fr": (
        "L'application plante tous les matins.",
        "Les menus ne sont jamais à jour.",
        "On ne sait jamais si la réservation a été prise en compte.",
        "Je fais une capture d'écran à chaque réservation.",
        "Il manque les allergènes.",
        "Très pratique, merci.",
        "Pouvoir réserver pour toute l'année.",
        "Rien à dire, tout va bien.",
    ),
    "de": (
        "Man muss sich jedes Mal neu anmelden.",
        "Die App stürzt beim Hochladen ständig ab.",
        "Niemand geht ans Telefon.",
        "Es fehlt ein Vergleich mit dem letzten Jahr.",
        "Es wäre schön, wenn man den Abschlag selbst anpassen könnte.",
        "Ich führe nebenbei eine eigene Tabelle.",
        "Die Schrift ist zu klein für ältere Leute.",
        "Alles gut.",
    ),
    "es": (
        "Tardan tres semanas en dar una cita.",
        "Las letras son demasiado pequeñas.",
        "Falta una versión en inglés para mi marido.",
        "Apunto todo en un cuaderno.",
        "Tengo que llevar los papeles de un médico a otro.",
        "Sería ideal recibir un aviso el día antes.",
        "Me preocupa quién puede ver mis datos.",
        "Todo bien, gracias.",
    ),
    "pt": (
        "O aplicativo trava o tempo todo.",
        "O limite caiu sem ninguém avisar.",
        "Tiro print de todos os comprovantes.",
        "Seria ótimo receber um aviso antes.",
        "Falta um resumo dos gastos por categoria.",
        "Fiquei duas horas no telefone para bloquear o cartão.",
        "Gosto muito, é prático.",
        "Tudo certo, sem problemas.",
    ),
}

UNPOLISHED: dict[str, str] = {
    "fr": "bah euh les devis je les fais le soir hein et du coup ben souvent j'oublie une vanne quoi",
    "de": "äh ja also ähm das mit dem Papierkram ist halt echt schlimm geworden ne und ich weiß nie wo die Zettel sind",
    "es": "y este lo peor es la espera ¿viste? porque eh no te pagan por esperar o sea estás una hora y este y nada",
    "pt": "é o que mais me incomoda né é que eles não mostram pra onde o passageiro vai né e tipo assim é perigoso",
}

ELSEWHERE: dict[str, tuple[str, ...]] = {
    "it": (
        "Il programma è troppo lento quando c'è la fila.",
        "Il programma è lento e nessuno ci avvisa.",
        "Mi piacerebbe mandare un promemoria il giorno prima.",
        "Uso ancora un quaderno vicino al telefono.",
    ),
    "nl": (
        "De app is te langzaam als er een rij staat.",
        "De app is langzaam en niemand belt terug.",
        "Ik zou graag een herinnering krijgen.",
        "Ik schrijf alles op een groot papier in de keuken.",
    ),
    "pl": (
        "Aplikacja jest za wolna, kiedy jest kolejka.",
        "Aplikacja jest wolna i nikt nie oddzwania.",
        "Chciałabym dostać przypomnienie dzień wcześniej.",
        "Zapisuję wszystko w zeszycie obok telefonu.",
    ),
    "ja": (
        "アプリの表示が遅くてレジで困ります。",
        "アプリが遅くて後ろの人に申し訳ないです。",
        "前の日にお知らせが届くといいですね。",
        "家を出る前に画面を写真に撮っておきます。",
    ),
    "ar": (
        "التطبيق بطيء جدا عندما يكون هناك صف طويل.",
        "التطبيق بطيء ولا يرد أحد على الهاتف.",
        "أتمنى أن تصلني رسالة قبل الموعد بيوم.",
        "أكتب كل شيء في دفتر بجانب الهاتف.",
    ),
    "sv": (
        "Appen är för långsam när det är kö.",
        "Appen är långsam och ingen svarar i telefon.",
        "Jag skulle vilja få en påminnelse dagen innan.",
        "Jag skriver allt i en bok bredvid telefonen.",
    ),
}


def study_in(code: str) -> Study:
    """An interview, a survey and a bit of unpolished talk in one of the languages known in depth."""
    return builders.study(
        builders.transcript(*INTERVIEWS[code], name="interview.txt", language=code),
        answers_in(code, ANSWERS[code]).transcripts[0],
        builders.transcript(("Interviewer", "?"), ("Kim", UNPOLISHED[code]), name="talk.txt", language=code),
    )


def answers_in(code: str, answers: tuple[str, ...]) -> Study:
    """A survey: one answer a person, named as the reader of tables names them."""
    said = [(f"Respondent {number}", answer) for number, answer in enumerate(answers, start=1)]
    return builders.study(builders.transcript(*said, name="answers.csv", language=code))
