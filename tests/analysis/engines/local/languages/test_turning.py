"""Complaints, wishes and detours turned into goals, in four languages."""

from __future__ import annotations

import pytest

from analysis.engines.local.languages import language
from analysis.engines.local.languages.turning import goals
from analysis.findings import ChunkType

TURNED = [
    ("fr", "L'application plante tous les matins", "éviter que l'application plante", "implied"),
    ("fr", "Le logiciel est trop lent", "rendre le logiciel moins lent", "implied"),
    ("fr", "La dictée ne comprend pas les noms", "faire en sorte que la dictée comprenne les noms", "implied"),
    ("fr", "Personne ne répond au téléphone", "faire en sorte que quelqu'un réponde au téléphone", "implied"),
    ("fr", "Je voudrais annuler le jour même", "permettre à chacun d'annuler le jour même", "stated"),
    ("fr", "J'ai fini par payer par chèque", "éviter à chacun d'avoir à payer par chèque", "worked"),
    ("fr", "J'adore le moment du café", "préserver le moment du café", "valued"),
    ("de", "Man muss sich jedes Mal neu anmelden", "dass sich niemand mehr jedes Mal neu anmelden muss", "implied"),
    ("de", "Niemand geht ans Telefon", "dafür sorgen, dass jemand ans Telefon geht", "implied"),
    ("de", "Die Rechnung ist unverständlich", "dafür sorgen, dass die Rechnung verständlich ist", "implied"),
    (
        "de",
        "Ich würde meinen Verbrauch gern täglich sehen",
        "die Menschen ihren Verbrauch täglich sehen lassen",
        "stated",
    ),
    ("de", "Es fehlt ein Ort, an dem alles steht", "dass ein Ort nicht mehr fehlt, an dem alles steht", "implied"),
    ("de", "Es ist schwer, den Plan zu lesen", "dabei helfen, den Plan zu lesen", "implied"),
    ("de", "Der Wechsel ist schwierig", "dafür sorgen, dass der Wechsel leichter fällt", "implied"),
    ("fr", "Le plomb, c'est difficile de le remplacer", "aider à remplacer le plomb", "implied"),
    ("es", "Es difícil leer la pantalla", "ayudar a leer la pantalla", "implied"),
    ("pt", "É difícil ler a tela do celular", "ajudar a ler a tela do celular", "implied"),
    ("de", "Es wäre gut, wenn man ihn ändern könnte", "", ""),
    ("es", "El programa no distingue entre tallas", "lograr que el programa distinga entre tallas", "implied"),
    ("es", "Las letras son demasiado pequeñas", "evitar que las letras sean demasiado pequeñas", "implied"),
    ("es", "Apunto todo en un cuaderno", "evitar que haya que apuntar todo en un cuaderno", "worked"),
    ("es", "Me gustaría cambiar la cita desde el móvil", "permitir cambiar la cita desde el móvil", "stated"),
    ("es", "Me preocupa quién ve mis datos", "dejar claro a cada persona quién ve sus datos", "implied"),
    ("pt", "O aplicativo trava toda hora", "evitar que o aplicativo trave", "implied"),
    ("pt", "Não consigo falar com ninguém daqui", "permitir falar com ninguém daqui", "implied"),
    ("pt", "Nunca sei se o pagamento foi feito", "deixar claro se o pagamento foi feito", "implied"),
    (
        "pt",
        "Tiro print de todos os comprovantes",
        "evitar que seja preciso tirar print de todos os comprovantes",
        "worked",
    ),
    ("pt", "Gostaria de saber o preço antes", "permitir saber o preço antes", "stated"),
]


@pytest.mark.parametrize(("code", "said", "goal", "basis"), TURNED)
def test_what_a_sentence_asks_of_design(code: str, said: str, goal: str, basis: str) -> None:
    found = goals(said, ChunkType.WORKAROUND if basis == "worked" else ChunkType.PAIN_POINT, language(code))
    if not goal:
        assert found == [], "what “ihn” is stands elsewhere"
        return
    assert [grounds for text, grounds in found if goal in text] == [basis]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("fr", "On doit couper le verre sur la table"),
        ("de", "Man muss das Glas auf dem Tisch schneiden"),
        ("es", "Hay que cortar el vidrio en la mesa"),
        ("pt", "Tem que cortar o vidro na mesa"),
    ],
)
def test_a_duty_is_no_complaint_where_nobody_complains(code: str, said: str) -> None:
    spoken = language(code)
    assert goals(said, ChunkType.BEHAVIOR, spoken) == []
    assert goals(said, ChunkType.PAIN_POINT, spoken)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("fr", "J'aimerais qu'il me le dise"),
        ("de", "Ich möchte ihn behalten"),
        ("es", "Quisiera que me lo digan"),
        ("pt", "Eu queria que ele me dissesse"),
    ],
)
def test_no_goal_speaks_as_the_person_or_points_elsewhere(code: str, said: str) -> None:
    assert goals(said, ChunkType.DESIRE, language(code)) == []
