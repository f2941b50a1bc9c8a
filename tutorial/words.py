"""Sentences that the server itself says, in Korean and English (kubectl's and the API's own words stay as they are)."""

from __future__ import annotations

LANGUAGES = ("ko", "en")
_NOT_DONE = (
    "지금은 저장할 수 없어서 실행하지 않았습니다. 저장된 것은 그대로 있습니다.",
    "Nothing can be kept at present, so this was not done. What was kept before is safe.",
)

# What the database's trouble is (the codes of tutorial.live.trouble)
CAUSES = {
    "disk_full": ("서버의 디스크가 가득 찼습니다.", "The server's disk is full."),
    "disk_read_only": ("서버가 데이터베이스에 쓸 권한이 없습니다.", "The server may not write to its database."),
    "disk_broken": ("서버의 디스크가 고장 났습니다.", "The server's disk is failing."),
    "database_busy": (
        "다른 프로그램이 서버의 데이터베이스를 붙잡고 있습니다.",
        "Another program holds the server's database.",
    ),
    "database_damaged": ("서버의 데이터베이스 파일이 손상되었습니다.", "The server's database file is damaged."),
    "database_gone": ("서버가 데이터베이스에 연결하지 못합니다.", "The server cannot reach its database."),
}

WORDS = {
    **{code: (f"{korean} {_NOT_DONE[0]}", f"{english} {_NOT_DONE[1]}") for code, (korean, english) in CAUSES.items()},
    "bad_json": ("메시지가 JSON 객체가 아닙니다: {why}", "The message is not a JSON object: {why}"),
    "no_id": (
        "메시지마다 1–64자의 문자열이나 정수 `id`가 있어야 합니다.",
        "Every message needs an `id`: a string of 1-64 characters or a whole number.",
    ),
    "unknown_type": (
        "모르는 메시지 종류 {given}. 가능한 것: {allowed}",
        "Unknown message type {given}. Allowed: {allowed}",
    ),
    "bad_field": (
        "`{field}`의 값 {given}은(는) 쓸 수 없습니다. 가능한 것: {allowed}",
        "`{field}` = {given} is not possible. Allowed: {allowed}",
    ),
    "frame_too_big": (
        "메시지가 너무 큽니다({given} 바이트). 한도는 {limit} 바이트입니다.",
        "The message is too large ({given} bytes). The limit is {limit} bytes.",
    ),
    "line_too_big": (
        "명령이 너무 깁니다({given} 바이트). 한도는 {limit} 바이트입니다.",
        "The command is too long ({given} bytes). The limit is {limit} bytes.",
    ),
    "file_too_big": (
        "파일이 너무 큽니다({given} 바이트). 한도는 {limit} 바이트입니다.",
        "The file is too large ({given} bytes). The limit is {limit} bytes.",
    ),
    "file_name": (
        "파일 이름 {given}은(는) 쓸 수 없습니다. 글자, 숫자, `.`, `-`, `_`로 1–100자여야 합니다.",
        "The file name {given} is not possible. Allowed: 1-100 letters, digits, `.`, `-` and `_`.",
    ),
    "too_many_files": ("파일은 {limit}개까지 만들 수 있습니다.", "There can be at most {limit} files."),
    "flood": (
        "메시지가 너무 빠르게 옵니다(초당 {limit}개까지). 잠시 뒤에 다시 보내세요.",
        "Messages are coming too fast (at most {limit} a second). Send it again in a moment.",
    ),
    "flood_closed": (
        "메시지가 멈추지 않고 쏟아져 연결을 닫았습니다.",
        "The connection was closed: messages kept flooding in.",
    ),
    "too_many_commands": (
        "명령이 너무 빠릅니다(초당 {limit}개까지). 이 명령은 실행하지 않았습니다.",
        "Commands are coming too fast (at most {limit} a second). This one was not run.",
    ),
    "too_much_output": (
        "출력이 너무 많습니다(초당 {limit} kB까지). 이 명령은 실행하지 않았습니다. 잠시 뒤에 다시 해 보세요.",
        "Commands have printed too much (at most {limit} kB a second). This one was not run; try again in a moment.",
    ),
    "read_only": (
        "이 화면은 보기 전용입니다. 클러스터를 바꿀 수 있는 사람은 주인뿐입니다.",
        "This view is read-only: only the cluster's owner can change it.",
    ),
    "busy": (
        "앞 명령이 아직 실행 중입니다. Ctrl-C로 멈춘 뒤에 다시 입력하세요.",
        "A command is still running. Stop it with Ctrl-C first.",
    ),
    "cluster_full": (
        "이 클러스터에 보낸 것이 {limit} MB를 넘었습니다. 레슨을 처음부터 다시 시작하세요.",
        "More than {limit} MB were sent to this cluster. Start the lesson afresh.",
    ),
    "forbidden": (
        "페이지가 너무 오래되었거나 쿠키가 꺼져 있습니다. 페이지를 새로 고치세요.",
        "This page is too old, or cookies are switched off. Reload it.",
    ),
    "no_cluster": (
        "그런 클러스터가 없거나, 볼 권한이 없습니다.",
        "There is no such cluster, or it is not yours to see.",
    ),
    "no_object": ("이 클러스터에 그런 객체가 없습니다: {uid}", "This cluster has no such object: {uid}"),
    "no_lesson": ("그런 레슨이 없습니다: {course}/{lesson}", "There is no such lesson: {course}/{lesson}"),
    "broken_lesson": (
        "이 레슨의 시작 상태를 만들 수 없습니다. 레슨 작성자에게 알려 주세요.",
        "This lesson's start state cannot be made. Please tell its author.",
    ),
    "compared_already": (
        "이 클러스터는 이미 다른 클러스터와 나란히 있습니다. 한쪽을 남기고 끝낸 뒤에 다시 비교하세요.",
        "This cluster already stands beside another. Keep one of them first, then compare again.",
    ),
    "not_compared": ("나란히 놓인 클러스터가 없습니다.", "Nothing stands beside this cluster."),
    "only_beside": (
        "이 클러스터는 비교하려고 갈라 놓은 것이라 처음으로 되돌릴 수 없습니다. 원래 쪽에서 하세요.",
        "This cluster is a fork that stands beside another. Start over on the side that it was forked from.",
    ),
    "waits_beside": (
        "이쪽은 {until:.1f}초까지 지나온 기록을 보여 주는 중이라 아직 바꿀 수 없습니다. 다른 쪽에서 해 보세요.",
        "This side shows what was recorded up to {until:.1f} s and cannot be changed yet. Try it on the other side.",
    ),
    "nothing_to_undo": ("되돌릴 것이 없습니다.", "There is nothing to undo."),
    "no_moment": (
        "{given}µs 시점은 녹화 범위({first}–{last}µs) 밖입니다.",
        "The moment {given}µs is outside the recording ({first}-{last}µs).",
    ),
    "too_many_clusters": (
        "서버가 지금 돌릴 수 있는 클러스터 수({limit})를 다 썼습니다. 잠시 뒤에 다시 해 보세요.",
        "This server already runs as many clusters as it may ({limit}). Try again in a moment.",
    ),
    "too_many_sockets": (
        "이 클러스터를 보는 화면이 너무 많습니다({limit}개).",
        "Too many screens are watching this cluster ({limit}).",
    ),
    "elsewhere": (
        "이 클러스터는 지금 다른 서버에서 돌고 있습니다. 거기서 보는 사람이 없으면 곧 이리로 옮겨 옵니다.",
        "Another server has this cluster just now. Unless somebody watches it there, it comes over in a moment.",
    ),
    "damaged": (
        "서버에 저장된 이 클러스터를 읽을 수 없습니다. 남은 것은 그대로 두었으니, 새 클러스터로 시작하세요.",
        "What the server has kept of this cluster cannot be read. It is left as it is; start again with a new one.",
    ),
    "past_damaged": (
        "지난 기록이 손상되어 그때를 볼 수 없습니다. 클러스터는 멀쩡하고, 지금부터 다시 기록합니다.",
        "What was recorded of the past is damaged and cannot be shown. The cluster itself is whole, and is recorded "
        "again from now on.",
    ),
    "mended": (
        "저장된 기록의 일부가 손상되어, 마지막으로 온전한 때({time})부터 이어 갑니다. "
        "그 뒤의 기록 {lost}개는 되살리지 못했습니다.",
        "Part of what was kept is damaged. The cluster goes on from the last moment that is whole ({time}); {lost} "
        "entries after it could not be saved.",
    ),
    "newer": (
        "더 새로운 Orrery({given})가 저장한 클러스터입니다. 이 서버({ours})를 업데이트하면 열립니다. "
        "그때까지 그대로 둡니다.",
        "A newer Orrery ({given}) has kept this cluster. It opens once this server ({ours}) is updated, and is left as "
        "it is until then.",
    ),
    "internal": ("서버 오류입니다. 클러스터는 그대로입니다.", "The server made a mistake. Your cluster is unharmed."),
    "refused": ("클러스터가 거절했습니다: {why}", "The cluster refused: {why}"),
    "did_you_mean": ("혹시 `{name}`?", "Did you mean `{name}`?"),
    "indent_more": (
        "`{name}`의 들여쓰기가 잘못되었습니다. `{parent}` 안에 있어야 합니다.",
        "`{name}` is indented wrongly: it belongs inside `{parent}`.",
    ),
    "at_root": (
        "`{name}`은(는) 맨 바깥에 있어야 합니다. 들여쓰기를 빼세요.",
        "`{name}` belongs at the root: take its indentation away.",
    ),
    "plain_selector": (
        "여기서는 `selector` 바로 아래에 레이블을 적습니다. `matchLabels`는 ReplicaSet과 Deployment의 것입니다.",
        "Here the labels stand directly under `selector`; `matchLabels` is for ReplicaSets and Deployments.",
    ),
    "add_root": ("맨 바깥에 `{name}:`을(를) 적으세요.", "Add `{name}:` at the root."),
    "use_colon": ("`{name}` 뒤에 `:`가 빠졌습니다.", "A `:` is missing after `{name}`."),
    "use_spaces": (
        "YAML에서는 탭으로 들여쓸 수 없습니다. 공백을 쓰세요.",
        "YAML cannot be indented with tabs. Use spaces.",
    ),
    "same_indent": (
        "이 줄의 들여쓰기가 위의 형제 줄과 맞지 않습니다.",
        "This line's indentation does not match its siblings above.",
    ),
    "close_quote": ("따옴표가 닫히지 않았습니다.", "A quotation mark is not closed."),
    "wrong_type": ("`{name}`에는 {expected} 값이 와야 합니다.", "`{name}` takes {expected}."),
    "known_files": (
        "혹시 `{name}`? 편집기에 있는 파일: {files}",
        "Did you mean `{name}`? Files in the editor: {files}",
    ),
    "use_f": ("줄임 옵션은 빼기표 하나입니다: `-f`", "A short option has one dash: `-f`"),
    "need_image": ("`--image=이름:태그`를 붙이세요.", "Add `--image=NAME:TAG`."),
    "no_recording": (
        "이 기록은 없거나, 만든 사람이 거두어들였습니다.",
        "There is no such recording, or whoever made it has taken it back.",
    ),
    "too_many_recordings": (
        "공유한 기록이 {limit}개가 되었습니다. 안 쓰는 것을 거두어들인 뒤에 다시 해 보세요.",
        "You have shared {limit} recordings. Take one back that is no longer needed, then try again.",
    ),
    "too_long_to_share": (
        "공유하기에는 너무 많은 일이 일어난 클러스터입니다({why}).",
        "Too much has happened in this cluster to share it ({why}).",
    ),
    "cannot_go_on": (
        "이 기록의 그 순간에서는 이어 갈 수 없습니다: {why}",
        "It is not possible to go on from that moment of this recording: {why}",
    ),
    "cannot_tell": (
        "지금 클러스터에서는 물을 수 없는 질문입니다({why}). 처음 상태로 되돌린 뒤에 다시 해 보세요.",
        "The question makes no sense in the cluster as it is now ({why}). Start the lesson over, then try again.",
    ),
    "why_which": ("어느 {kind}인가요?", "Which {kind}?"),
    "why_no_request": (
        "아직 네트워크를 지나간 요청이 없습니다. curl이나 wget으로 하나 보내 보세요.",
        "No request has gone through the network yet. Send one with curl or wget.",
    ),
    "why_help": (
        "친 명령부터 여기까지, 누가 무엇을 보고 무엇을 정했는지 보여 줍니다.\n"
        "  why                  지금 왜 아무 일도 없나: 모두의 판단\n"
        "  why pod/web          이 파드는 왜 이렇게 되었나 (지워진 것도 됩니다)\n"
        "  why event/web.17e    이 사건은 왜 생겼나\n"
        "  why 00:42.6          그 순간에는 왜 그랬나 (42.6s도 됩니다)\n"
        "  why request          마지막 요청은 어디를 지나 왜 그렇게 끝났나",
        "Shows who saw what and decided what, from the typed command to here.\n"
        "  why                  why is nothing happening: what everybody says now\n"
        "  why pod/web          why is this pod as it is (also one that is gone)\n"
        "  why event/web.17e    why did this event come about\n"
        "  why 00:42.6          why did that moment's change happen (42.6s will do, too)\n"
        "  why request          where did the last request go, and why did it end so",
    ),
    "why_unknown": (
        "{kind}/{name}에 대해 아는 것이 없습니다. 지금도, 기록에도 그런 것은 없습니다.",
        "Nothing is known of {kind}/{name}: there is none now, and none in what is recorded.",
    ),
    "unmet": ("아직 아닙니다", "Not yet"),
    "broken_at": ("{seconds}초에 깨졌습니다", "Broken at {seconds} s"),
}


def say(code: str, language: str, **params) -> str:
    """The sentence `code` in `language` ("ko" or anything else for English); raises KeyError for an unknown code."""
    korean, english = WORDS[code]
    return (korean if language == "ko" else english).format(**params)


def say_cause(code: str, language: str) -> str:
    """Why nothing can be kept, without what that means for who asked; raises KeyError for an unknown code."""
    korean, english = CAUSES[code]
    return korean if language == "ko" else english


class Refusal(Exception):
    """Something a person asked for cannot be done; `say(language)` is what they are told."""

    def __init__(self, code: str, **params):
        super().__init__(say(code, "en", **params))
        self.code = code
        self.params = params

    def say(self, language: str) -> str:
        return say(self.code, language, **self.params)
