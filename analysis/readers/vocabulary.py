"""Words that tell who speaks and what is not talk, in the languages transcripts come in. Data only.

Compared after `normal_word`: case-folded, without accents left alone (they matter), single spaces.
"""

from __future__ import annotations

INTERVIEWER_WORDS = frozenset(
    """
    interviewer interviewers iv forschende forschender interviewende interviewer/in interviewerin interviewer*in
    moderator moderatorin moderador moderadora
    modérateur modératrice moderatore moderatrice researcher researchers ux-researcher facilitator host int mod intv
    entrevistador entrevistadora intervieweur intervieweuse interviewuer enquêteur enquêtrice chercheur chercheuse
    animateur animatrice forscher forscherin forscher*in befrager befragerin fragesteller fragestellerin investigador
    investigadora pesquisador pesquisadora ricercatore ricercatrice intervistatore intervistatrice onderzoeker
    intervjuare forskare interviewster haastattelija assistant chatbot bot ai agent claude chatgpt gpt
    интервьюер модератор исследователь ведущий ankieter badacz moderátor görüşmeci
    采访者 采訪者 访谈者 訪談者 采访人 主持人 研究员 質問者 インタビュアー 聞き手 調査者 司会
    면접자 진행자 연구자 질문자
    المحاور المحاورة الباحث الباحثة מראיין מראיינת חוקר חוקרת
    """.split()
)
"""One of these in a label, or in the role beside it, makes the speaker the one who asks."""

PARTICIPANT_WORDS = frozenset(
    """
    participant participants ip resp teilnehmende befragende interrogé interrogée participante participantes
    participante/a interviewee interviewees respondent respondents
    informant user users human customer client patient student expert novice tester testperson proband probandin
    befragter befragte befragter/befragte teilnehmer teilnehmerin teilnehmer*in nutzer nutzerin kunde kundin
    interviewte interviewter gesprächspartner gesprächspartnerin experte expertin entrevistado entrevistada usuario
    usuaria encuestado encuestada informante cliente utilisateur utilisatrice interviewé interviewée interviewe
    enquêté enquêtée répondant répondante usuário usuária entrevistad@ utente intervistato intervistata rispondente
    deelnemer respondente geïnterviewde deltagare informantti haastateltava респондент участник информант respondentka
    респондентка uczestnik uczestniczka badany badana katılımcı
    受访者 受訪者 被访者 参与者 回答者 参加者 話し手 응답자 참가자
    المشارك المشاركة מרואיין מרואיינת משתתף משתתפת
    """.split()
)

GENERIC_WORDS = frozenset(
    {
        "speaker",
        "sprecher",
        "sprecherin",
        "locuteur",
        "locutrice",
        "hablante",
        "falante",
        "voice",
        "unknown",
        "person",
        "guest",
        "caller",
        "dial-in",
        "orador",
        "parlante",
        "spreker",
        "intervenant",
    }
)
"""Labels a machine gives when it does not know the name; they say nothing of the role."""

GENERIC_LETTERS = {
    "q": "interviewer",
    "i": "interviewer",
    "a": "participant",
    "b": "participant",
    "r": "participant",
    "p": "participant",
    "e": "participant",
    "s": "participant",
    "m": "interviewer",
    "l": "participant",
}
"""Single letters used as labels, and what they stand for when nothing in the file says otherwise."""

QUESTION_WORDS = frozenset(
    (
        "question questions frage pregunta pergunta domanda vraag fråga pytanie вопрос soru 质问 問題 问题 質問 질문 q"
    ).split()
)
"""Labels that number the questions of a guide: the rest of the line is asked, what follows is answered."""

NOT_SPEAKERS = frozenset(
    """
    http https ftp mailto file tel note notes nb n.b ps p.s remark warning caution attention important tip hint
    example
    examples e.g i.e date dates data datum fecha time times uhrzeit hora heure duration length dauer duración durée
    duração durata location place lugar ort lieu local luogo title titel titre titulo título subject betreff topic
    topics thema theme participants teilnehmer attendees attendance present agenda summary zusammenfassung resumen
    résumé resumo sommaire todo to-do action actions task tasks aufgabe tâche tarea tarefa step steps schritt goal
    goals
    objective objectives ziel objetivo objectif result results ergebnis conclusion fazit finding findings insight
    insights background context kontext contexte contexto hypothesis method methods reason cause effect problem
    problems
    solution pros cons advantages disadvantages total version author autor auteur source sources quelle link url
    website
    email e-mail mail phone telephone address adresse dirección file filename recording transcript transcription
    transkript language sprache langue idioma subject format type status id name names age alter gender sex occupation
    beruf job company firma organisation organization project projekt projet proyecto projeto kind keywords tags
    category observation observations observación observaciones beobachtung notas nota notiz notizen anmerkung
    remarque
    remarques observação observações comment comments kommentar consent legend legende legenda page seite appendix
    figure table tabelle fig table session interview interviews entrevista entretien gespräch round part section
    chapter
    abschnitt kapitel teil sección parte partie start end beginn ende inicio fin fim début style region webvtt
    copyright severity priority impact quote quotes recommendation recommendations requirement requirements evidence
    pain pains gain gains need needs idea ideas theme themes request requests behavior behaviors behaviour behaviours
    opportunity opportunities frequency score rating description details overview introduction intro discussion
    scenario laughter laughs laughing inaudible crosstalk pause silence music applause sigh sighs unintelligible cough
    noise risas ríe rires rire lachen lacht pausa stille modalidad modality código codigo seudónimo pseudonym
    consentimiento first second third firstly secondly thirdly finally also however therefore so and but because well
    yes no ok okay for if the this that
    """.split()
)
"""First or only words of lines that look like a label and are not a speaker."""

NEVER_FIRST = frozenset(
    """
    http https ftp mailto file note notes nb warning caution tip hint example e.g i.e the a an this that these
    those my
    our your his her their its how what why when where who which if so and but because for with without after before
    """.split()
)
"""No speaker's label begins with one of these, whatever follows."""

OBSERVER_WORDS = frozenset(
    """
    notas notes note nota notizen notiz observation observations observación observações observação beobachtung
    beobachtungen remarque remarques anmerkung anmerkungen kommentar field-note memo
    """.split()
)
"""In a bracketed label these introduce a researcher's own remark: `[NOTAS DE OBSERVACIÓN]: …`."""

NAME_PARTICLES = frozenset(
    "de la le del da do dos das di du van von der den el al bin ibn y e of the and und et & zu ter".split()
)

TITLES = frozenset(
    (
        "dr prof mr mrs ms mx sr sra srta herr frau mme mlle m don doña señor señora dr. prof. mr. mrs. ms. sr. sra."
    ).split()
)
