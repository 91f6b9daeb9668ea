"""A password to choose when somebody's own was refused: four words in pinyin that nobody would say together. Pure.

The words were written for this project: things of every day that are typed alike with and without tones. Drawn anew
each time, four of them are one of hundreds of millions; guessing at the door is stopped after a few tries.
"""

import secrets

_WORDS = (
    "anjing baicai bandeng bangke beibao beizi biaoqing bingkuai binggan bizhi boluo bolibei caidao caihong caiyuan "
    "canting caomei chabei chahu changjing chaye cheling chezhan chuangdan chuanghu chuanpiao chufang chuifeng "
    "congbing dadian dangao dangui dasuan dayan dengta dianche diqiu ditan donggua doufu douya duanwu dujuan erhuan "
    "fanqie feizao fengche fengling fengzheng ganlan gaoshan gebi guitai guolu guoyuan guzheng haibian hailang "
    "hetao heliu hongcha hongye huangdou huaping huasheng huayuan hudie huolu jiaotang jiemo jingzi jinyu juhua "
    "juzi kafei kuaizi kuihua lajiao langhua lanqiu lanzi liangting lianou liulian longjing lubian luobo luotuo "
    "maojin maozi meihua mianbao mianhua mifeng mihou mogu mudan mutou naicha nangua niaochao ningmeng nuomi "
    "paobu paocai pengpai pidan pingguo pipa putao qianbi qiaoliang qiezi qingting qiuqian rela renshen saozhou "
    "shafa shalou shanhu shanlu shatan shaozi shibei shiliu shitou shizi shubao shuihu shujia shumiao songshu "
    "suanmei taiyang tangyuan taozi tiankong tianmian tiqin tudou tuzi wandou wanju weiqi wugui wuyun xiangcai "
    "xiaochuan xiaolu xiezi xigua xiyi xuehua yadan yanjing yangcong yaoshi yezi yinhao youzi yudi yueguang yumi "
    "yusan yuebing zaochen zhenzhu zhentou zhuzi zixing zongzi"
).split()
_DRAWN = 4


def suggestion() -> str:
    """Four different words with hyphens between them; nothing keeps it."""
    return "-".join(secrets.SystemRandom().sample(_WORDS, _DRAWN))
