#!/usr/bin/env bash
# Makes the recording that the simulated Zoom hands out, from meeting.words.txt: the audio (meeting.m4a), a small video
# of it (meeting.mp4) and the transcript (meeting.vtt), whose times are those of the synthesised sound. The results are
# committed; run this only after changing the words. Needs espeak-ng and ffmpeg with libx264.
set -euo pipefail
cd "$(dirname "$0")"

readonly RATE=32000   # samples a second, as in Zoom's own audio files
readonly PAUSE=0.35   # seconds between two captions
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ff() { ffmpeg -nostdin -v error -y "$@"; }

speak() { # voice, words, file
    local voice pitch speed
    case $1 in
        anna) voice=en-gb+f3 pitch=55 speed=165 ;;
        ivan) voice=en-us+m3 pitch=30 speed=160 ;;
        maria) voice=en-gb-x-rp+f5 pitch=75 speed=172 ;;
        *) echo "unknown voice: $1" >&2 && exit 1 ;;
    esac
    espeak-ng -v "$voice" -p "$pitch" -s "$speed" -w "$work/raw.wav" "$2"
    # Silence at both ends is cut so that a caption's times are those of its words.
    local trim="silenceremove=start_periods=1:start_threshold=-50dB"
    ff -i "$work/raw.wav" -af "$trim,areverse,$trim,areverse,loudnorm=I=-18:TP=-2" -ar $RATE -ac 1 "$3"
}

seconds() { ffprobe -v error -show_entries format=duration -of csv=p=0 "$1"; }

stamp() { LC_ALL=C awk -v t="$1" 'BEGIN { ms = int(t * 1000 + 0.5)
    printf "%02d:%02d:%02d.%03d", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000 }'; }

add() { LC_ALL=C awk -v a="$1" -v b="$2" 'BEGIN { printf "%.6f", a + b }'; }

ff -f lavfi -i "anullsrc=r=$RATE:cl=mono" -t $PAUSE "$work/pause.wav"
printf 'WEBVTT\n' >meeting.vtt
at=0 number=0
while IFS='|' read -r voice speaker words; do
    number=$((number + 1))
    at=$(add "$at" "$(seconds "$work/pause.wav")")
    speak "$voice" "$words" "$work/$number.wav"
    end=$(add "$at" "$(seconds "$work/$number.wav")")
    printf '\n%d\n%s --> %s\n%s: %s\n' "$number" "$(stamp "$at")" "$(stamp "$end")" "$speaker" "$words" >>meeting.vtt
    printf "file '%s'\nfile '%s'\n" "$work/pause.wav" "$work/$number.wav" >>"$work/list"
    at=$end
done < <(grep -v '^#' meeting.words.txt)
printf "file '%s'\n" "$work/pause.wav" >>"$work/list"

ff -f concat -safe 0 -i "$work/list" -map_metadata -1 -c:a aac -b:a 24k -ar $RATE -ac 1 \
    -flags:a +bitexact -fflags +bitexact -movflags +faststart meeting.m4a
ff -f lavfi -i "color=c=0x1f3a5f:s=320x180:r=1" -i meeting.m4a -map 0:v -map 1:a -map_metadata -1 -c:a copy \
    -t "$(seconds meeting.m4a)" -c:v libx264 -crf 40 -pix_fmt yuv420p -threads 1 \
    -flags:v +bitexact -fflags +bitexact -movflags +faststart meeting.mp4
