/** Korean particles depend on the sound before them: 파드를, 노드를, but 컨테이너 3을. Names and numbers are read aloud as Koreans do: letters by
 *  their names (L, M, N, R end in a consonant), digits as 영 일 이 삼 사 오 육 칠 팔 구. Words of Latin letters are read as words. */

const CLOSED_DIGITS = { 0: "ㅇ", 1: "ㄹ", 3: "ㅁ", 6: "ㄱ", 7: "ㄹ", 8: "ㄹ" };
const CLOSED_ENDING = /(?:[bcdgklmnpt]|ng|ck)$/i; // pod → 팟/포드 is settled below, by the words learners meet
const SPOKEN = { pod: false, node: false, service: false, deployment: true, replicaset: true, namespace: false, kubelet: true, scheduler: false, kubectl: true, yaml: true, image: false };

/** @returns {"open"|"closed"|"ㄹ"} how the last sound of a text ends */
export function ending(text) {
  const last = text.replace(/[\s"'`)\]}.,:;!?]+$/u, "");
  const char = last.at(-1) ?? "";
  if (char >= "가" && char <= "힣") {
    const final = (char.charCodeAt(0) - 0xac00) % 28;
    return final === 0 ? "open" : final === 8 ? "ㄹ" : "closed";
  }
  if (/\d/.test(char)) return char in CLOSED_DIGITS ? (CLOSED_DIGITS[char] === "ㄹ" ? "ㄹ" : "closed") : "open";
  const word = last.match(/[A-Za-z]+$/)?.[0] ?? "";
  if (word.toLowerCase() in SPOKEN) return SPOKEN[word.toLowerCase()] ? (/l$/i.test(word) ? "ㄹ" : "closed") : "open";
  if (word.length === 1) return /[lr]/i.test(word) ? "ㄹ" : /[mn]/i.test(word) ? "closed" : "open";
  if (/l$/i.test(word)) return "ㄹ";
  return CLOSED_ENDING.test(word) ? "closed" : "open";
}

/** The particle for a text: particle("노드", "을", "를") is "를". 으로/로 also counts ㄹ as open. */
export function particle(text, closed, open) {
  const end = ending(text);
  if (end === "ㄹ" && closed === "으로") return open;
  return end === "open" ? open : closed;
}
