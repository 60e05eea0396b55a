"""A few rows of every table that fit together: what a new workbook shows until its user overwrites them."""

from __future__ import annotations

from turnout.models.text import Lang

# Written as in a CSV folder; `en / zh` where the languages differ.
ROWS: dict[str, str] = {
    "sites": """
site_id,name,longitude,latitude
S01,head office / 机关大楼,116.40,39.91
S02,plant / 生产厂区,116.52,39.95
""",
    "committees": """
committee_id,name,parent_id,site_id,kind,sit_in_quota,industry,stage
C01,Group committee / 集团公司党委,,S01,committee,100,chemicals / 化工,1
C02,Plant committee / 生产厂党委,C01,S02,committee,,,
""",
    "branches": """
branch_id,name,committee_id,site_id,theme_day,disclosure
B01,Office branch / 机关党支部,C01,S01,Fri,normal
B02,Operations branch / 运行车间党支部,C02,S02,10,normal
""",
    "groups": """
group_id,name,post_type,cycle,cycle_start,lead_branch_id,max_away
G01,Crew A / 运行甲班,shift,D D N N - - - -,2026-01-01,,3
G02,Repair team / 检修队,mobile,,,,
""",
    "shifts": """
code,start,end
D,08:00,20:00
N,20:00,32:00
""",
    "roster": """
group_id,date,code
G01,2026-02-16,-
""",
    "windows": """
group_id,date,weekday,from,until,start,end,burden
G02,,Mon,2026-01-05,2026-03-30,08:00,12:00,0
""",
    "members": """
person_id,name,branch_id,group_id
00101,Zhang Wei / 张伟,B01,
00102,Li Min / 李敏,B01,
00103,Wang Fang / 王芳,B01,
00201,Zhao Qiang / 赵强,B02,G01
00202,Chen Jing / 陈静,B02,G01
00203,Liu Yang / 刘洋,B02,G01
00204,Sun Lei / 孙磊,B02,G02
00205,Zhou Ting / 周婷,B02,G02
00206,Wu Hao / 吴昊,B02,G02
""",
    "absences": """
person_id,start,end
00103,2026-03-09,2026-03-13
""",
    "venues": """
venue_id,name,site_id,capacity,committee_id,open,close
V01,meeting room 301 / 三楼会议室,S01,30,,,
V02,training room / 培训教室,S02,24,C02,08:00,20:00
""",
    "closures": """
venue_id,start,end
V02,2026-03-02 08:00,2026-03-02 12:00
""",
    "lecturers": """
person_id,name,committee_id,site_id,max_sessions
00901,Zheng Jun / 郑军,C01,S01,8
""",
    "lecturer_windows": """
person_id,date,weekday,start,end
00901,,Tue,09:00,17:00
00901,,Thu,09:00,17:00
""",
    "supervisors": """
person_id,name,committee_id,site_id,max_visits,max_visits_per_day
00901,Zheng Jun / 郑军,C01,S01,4,2
00902,He Ping / 何平,C02,S02,4,2
""",
    "travel": """
from_site,to_site,minutes
S01,S02,30
""",
    "calendar": """
date,kind,name
2026-03-20,holiday,founding day / 厂庆
""",
    "topics": """
scope_id,kind,title
C01,study,The year's tasks / 年度重点任务
C01,discussion,How we do our part / 立足岗位怎么干
""",
    "visits_done": """
branch_id,committee_id,person_id,date
B02,C02,00902,2026-01-09
""",
}


def example_csv(table: str, lang: Lang) -> str:
    """The example rows of a table as CSV text in one language."""
    lines = []
    for line in ROWS[table].strip().splitlines():
        cells = [cell.split(" / ")[-1 if lang == "zh" else 0] for cell in line.split(",")]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"
