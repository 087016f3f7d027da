"""What people write when they think of suicide or of hurting themselves, and the running talk that sounds like it.

Patterns over plain text: small letters, digits and single spaces, no apostrophes. The first list is wide on purpose:
a card too many does no harm, a card too few may. It names only what people write, no more than is needed to see it.
"""

MYSELF = r"(?:(?:my|him|her|your|our|them|one) ?sel(?:f|ves))"
MUCH = r"(?:(?:just|really|only|honestly|actually|simply|finally|fucking|kinda|kind of|so badly|badly|even) ){0,2}"
NOT_JUST = r"(?! (?:last|tired|slow|easy|flat|straight|centre|beat|weight|on my feet|on time)\b)"
DEAD = (
    r"(?:dead" + NOT_JUST + r"|gone(?! (?:by|before|at|when|until|early|for (?:a|the|two|three|\d+))\b)"
    r"|no longer here|not here|not alive)"
)
ALIVE = (
    r"(?:(?:keep |go on |carry on |still |even )?(?:be alive|being alive|live(?! (?:here|near|at|on (?:the|a)"
    r"|by the|up to|next|off|my best|out of|as|closer|without running|in (?:the|a|this) (?:\w+ )?(?:city|town"
    r"|house|flat|suburbs?|country|countryside|village|gym|area|street|apartment|van|dark|cold|rain)"
    r"|for (?:running|racing|the weekend))\b)|living"
    r"(?! (?:in (?:the|a|this) (?:\w+ )?(?:city|town|house|flat|suburbs?|country|countryside|village|gym|area"
    r"|street|apartment|van|dark|cold|rain)|near|on (?:the|a)|at|by the|out of|room|next|proof|close|off)\b)"
    r"|exist|existing)|stay alive|be(?:ing)? (?:here|around) any ?more|be(?:ing)? on this (?:earth|planet))"
)
WANT = r"(?:want|wants|wanted|wanting|wanna|need|wish|wishing|hope|hoping|hoped|pray|praying|prayed|long|longing)"
INTENT = (
    r"(?:want(?:ed|ing)? to|wanna|going to|gonna|thinking (?:of|about)|thought (?:of|about)|thoughts (?:of|about)"
    r"|think about|keep imagining|imagin(?:e|ed|ing)|feel like|felt like|tempted to|urges? to|could|should"
    r"|plan(?:ning|ned)? to|easy (?:it would be|itd be|would be) to|how easy to|considering|ready to"
    r"|going through with)"
)
BY_VEHICLE = r"(?:hit|run over|killed|struck)"
VEHICLE = r"(?:car|bus|truck|lorry|train|tram|van)"

MEANT = (
    # the word itself, with the ways it gets mistyped or masked
    r"su ?[i1l]? ?c ?[i1l]? ?d(?:e|es|al|ally|le|er)",
    r"un ?aliv(?:e|ed|ing)",
    r"kys",
    r"(?:want to|wanna|gonna|going to|should|might) kms",
    r"(?:kil|kill|kills|killed|killing|killin) " + MYSELF,
    r"(?:kill(?:ing)?myself|end(?:ing)?mylife|i?want(?:ing)?todie|i?wannadie|betteroffdead|endingitall|selfharm)",
    # wanting to be dead
    WANT + r" (?:(?:i could|that i could|i would) )?(?:to )?" + MUCH + r"(?:(?:curl up|lie down|go away|sleep) and )?"
    r"(?:die|be dead" + NOT_JUST + r"|b dead)(?! less\b)",
    WANT + r" (?:(?:that|it|i|to be|to) ){0,3}(?:was|were|had been|am|be) " + MUCH + DEAD,
    WANT + r" (?:that )?i (?:was|were|had) never (?:been )?born",
    WANT + r" (?:that )?i (?:die|died|dont exist|didnt exist|did not exist|never existed)",
    r"(?:want|wanted|wanna|need) (?:to )?" + MUCH + r"(?:disappear|vanish|cease to exist|stop existing|not exist)"
    r"(?: forever| for good)?(?! (?:into (?:the|a) (?:\w+ )?(?:woods|forest|hills|mountains|trees|fog|trails?"
    r"|wild|crowd)|from (?:strava|social|instagram|facebook|the internet|work|the group)|behind|for a (?:day|week"
    r"|while|weekend)))",
    r"(?:dont|do not|didnt|no longer|not) (?:even |really )?(?:want|deserve|wanna|feel like|like|wish) (?:to )?"
    + MUCH
    + r"(?:"
    + ALIVE
    + r"|wake up)",
    r"(?:not sure|dont know|unsure|question|questioning|wonder|wondering|ask myself) (?:(?:if|that|whether"
    r"|why) )?(?:i|im) (?:even |still )?"
    r"(?:want to |should |bother (?:to )?|have to )?(?:be |am |im |still )?(?:alive|" + ALIVE + r")",
    r"(?:no|little|zero|without any) (?:desire|wish|urge|interest|energy) (?:left )?(?:to|in) " + ALIVE,
    r"(?:sad|angry|sorry|disappointed|upset|gutted) (?:that )?(?:i|im|i am|to) (?:have |still |be )?(?:woke|wake"
    r"|woken|alive|waking)",
    r"(?:wish|wished|wishing|want) (?:that )?i (?:could|would) "
    + MUCH
    + r"(?:not exist|disappear|vanish|stop existing|not wake up|not be here any ?more|not be alive)",
    r"(?:cant|can not|cannot) (?:do|face|handle|cope with|stand|bear|deal with) (?:life|living|being alive"
    r"|another day)(?! of (?:rain|rest|work|heat))",
    r"so (?:worthless|ashamed|hopeless|useless|lonely|empty|sad|alone|ugly) (?:that )?i could (?:just )?die",
    r"(?:wont|will not|dont think ill|dont think i will|not going to) be (?:around|here"
    r"|alive) (?:for )?(?:much longer|tomorrow|next (?:week|month|year))",
    r"let me (?:just )?die(?! (?:on|at)\b)",
    r"(?:dont|do not|no longer) want to go on(?: (?:living|any ?more|like this))?",
    r"why (?:am i|do i) (?:even |still )?(?:alive|bother (?:living|existing|waking up|being alive))",
    r"(?:dont|do not|no longer) want (?:this|my|to live this) life",
    r"want (?:to get )?out of (?:this|my) life",
    r"(?:hope|hoping|pray|praying|wish|wishing) (?:(?:that|i|to|just) ){0,3}(?:dont|do not|never|wouldnt|didnt"
    r"|could not|not)"
    r" (?:ever )?wake up(?! (?:so early|early|at (?:\d+|four|five|six|dawn)|before (?:\d+|five|six|the alarm)"
    r"|that early|late|with (?:a|sore|stiff)|to the)\b)",
    r"a?sleep (?:forever )?(?:and )?(?:to )?(?:never|not|dont|just not) (?:ever )?(?:wake|waking|have to wake) ?up",
    r"(?:never|not) (?:have to )?(?:wake|waking) up (?:again|ever again|tomorrow|any ?more)",
    r"(?:id|would|i) (?:much |honestly )?rather (?:be dead(?! last\b)|die|not be alive|not exist"
    r"|not be here any ?more)",
    r"(?:might as well|deserve to|should just|ready to|waiting to|supposed to"
    r"|meant to) (?:just )?(?:die(?! (?:for (?!real|good|sure)|on (?:that|this|the) (?:hill|climb|course"
    r"|treadmill)|of)\b)|be dead" + NOT_JUST + r")",
    r"should (?:just |really )?(?:die|be dead" + NOT_JUST + r")",
    r"(?:waiting|longing|praying|wishing|ready) for death",
    r"(?:death|dying|being dead|(?:not|never) waking up|not being (?:here|alive)|not existing) (?:would|might"
    r"|seems|sounds|looks) (?:be )?"
    r"(?:like )?(?:so |so much |much )?(?:a |the )?(?:only )?(?:easier|better|relief|welcome|nice|peaceful"
    r"|way out|mercy|fine|ok|okay|good)",
    r"(?:thoughts?|thinking|think|thought|dream|dreaming|fantasi[sz]e|fantasi[sz]ing) (?:a lot )?(?:of|about) "
    r"(?:my own |my )?(?:death|dying|being dead|not being (?:here|alive)|ending (?:it|it all|things|my life)"
    r"|(?:self )?harm)",
    # not caring, easier if gone
    r"(?:dont|do not|wouldnt|would not|didnt) (?:really |even )?(?:care|mind"
    r"|matter) (?:much )?(?:any ?more )?(?:if|whether)"
    r" i (?:live|lived|die|died|am alive|wake up|woke up|never woke up|dont wake up|didnt wake up|was dead"
    r"|were dead|got hit)",
    r"(?:wouldnt|would not) mind (?:dying|being dead|not waking up|not being here any ?more)",
    r"(?:easier|better|better off|best|happier) (?:for (?:everyone|everybody|them|you all|all|us) )?(?:off )?"
    r"(?:if i (?:was|were|am|wasnt|werent) (?:dead|gone|not here|here|around|not around|never born|alive"
    r"|just gone|no longer here)|if i (?:died|disappeared|didnt exist|wasnt|never existed)|dead"
    r"|(?:place )?without me|not (?:being )?(?:alive|here|existing))",
    r"(?:nobody|no one|noone|not a soul) (?:would |will |d |)(?:even |really )?(?:(?:care|notice|cry)(?! (?:about"
    r"|if i (?:walk|skip|run|slow|stop(?! breathing| existing| living))|if i stopped (?!breathing|existing"
    r"|living))\b)|miss me|be sad|cares if i)(?: if i)?"
    r"(?: (?:live or die|die|died|was gone|were gone|am gone|disappeared|vanished|was dead|wasnt here"
    r"|never came back|go))?",
    r"(?:im|i am|being|feel like|such|just|nothing but) (?:just |only |nothing but )?(?:a |such a )?burden",
    r"(?:hope|hoping|wish|wishing|want|wouldnt mind if|wouldnt care if) (?:that )?(?:a |some |the |that )"
    + VEHICLE
    + r" (?:hits?|kills?|(?:would|had|would have) (?:just )?(?:hit|kill|killed)|ran over|runs? over|takes?) me",
    r"(?:want|wish|hope|hoping|wouldnt mind|wouldnt care) (?:to |i |if i )?(?:get|got|be|being|getting|was|were|am) "
    + BY_VEHICLE
    + r" by",
    # ending it, leaving
    r"(?:end|ends|ended|ending) (?:my|his|her|their|your|this) (?:own )?(?:life|lives|suffering)(?! (?:as"
    r"|on the (?:couch|sofa)|of)\b)",
    r"(?:end|ending|ended) (?:it all|everything(?! (?:with|on|in|off|i had)\b))",
    r"(?:want|wish|hope|need|pray|ready for) (?:that )?my (?:whole )?life (?:to |was |were |would "
    r"|could )?(?:just )?(?:be )?(?:over|ends?|ended|stop|done)",
    r"(?:my )?life (?:has|had|is|feels|seems) (?:just |so |completely |totally )?(?:no (?:meaning|point|purpose)"
    r"|meaningless|pointless|worthless|over(?! (?:\w+ed|there|here|the)\b))",
    r"want to end it$",
    r"i (?:just )?want out$",
    r"(?:cant|can not|cannot) go on$",
    r"(?:want|wanna) (?:to )?do life",
    r"nothing (?:\w+ ){0,2}want to live$",
    r"only (?:still )?(?:alive|here) because (?:of )?(?:my|the|i)",
    r"wish id (?:just )?(?:die|died|never woken up)",
    r"(?:feel|feeling|felt|im|i am) (?:so |completely |just )?dead inside",
    r"(?:ending|end) (?:it|things) (?:for good|forever|tonight|permanently|once and for all)",
    r"(?:take|taking|took|taken) (?:my|his|her|their|your) own li(?:fe|ves)",
    r"(?:take|taking) my life(?! (?:back|seriously|into my|in my|to (?:the|a|new|another)|for granted|one (?:day"
    r"|step|run)|as|more|less|easy)\b)",
    r"(?:want|wanted|need|make|wish) (?:it all|all of it|everything|all this|all of this) (?:to )?(?:just )?"
    r"(?:end|stop|be over|go away)(?! (?:(?:by|at|before|after|around) (?:the )?(?:km|mile|halfway|lap|finish"
    r"|last|\d+)|halfway)\b)",
    r"(?:cant|can not|cannot) (?:keep|go on|carry on|continue) (?:on )?(?:living|being alive|existing)",
    r"(?:cant|can not|cannot|couldnt) (?:go on|carry on|keep going|do this|take it|take this) (?:living"
    r"|any ?more with (?:my )?life|"
    r"like this any ?more|living like this|with life|with this life)",
    r"i (?:cant|can not|cannot) (?:go|carry) on(?: (?:any ?more|like this|any longer))",
    r"(?:cant|can not|cannot|dont want to) (?:live|be alive) (?:like this|any ?more|with myself|with this|this way)",
    r"(?:tired|sick|exhausted|done|finished|through|fed up) (?:of|with|from) (?:living(?! room)|being alive|life"
    r"|existing|this life|my life)",
    r"(?:hate|hated|hating) (?:being alive|living(?! (?:next|near|here|so (?:far|close)|in (?:the|a"
    r"|this) (?:\w+ )?(?:city|town|house|flat|suburbs?|country|countryside|village|gym|area|street|apartment|van"
    r"|dark|cold|rain)|on (?:the|a)|by the)\b)|my life so much|that im alive|that i woke up)",
    r"(?:giv(?:e|en|ing)|gave) up on (?:life|living)",
    r"(?:isnt|aint|not|no longer|never|hardly|doubt (?:that )?(?:life|it) is) (?:even |really "
    r"|feel )?worth (?:living|being alive)",
    r"is (?:my |this |it |life |living ){1,2}(?:even |really |still )?worth (?:living|being alive)",
    r"(?:thoughts?|thinking) (?:of|about) cutting(?! (?:the|a|my (?!wrists|arms)|it|this|back|corners|short|down"
    r"|mileage|across|out|carbs|sugar|some))",
    r"dont think i (?:want to|wanna|should|deserve to|can) " + MUCH + r"(?:" + ALIVE + r"|wake up any ?more)",
    r"urges? to (?:self )?(?:cut|harm|burn)(?! (?:the|a|my|it|this|corners|short|across|calories|carbs|some))",
    r"(?:my )?life (?:is(?:nt| not)|feels not) worth (?:it|anything|living)",
    r"(?:no|any|a|the|single|another|one) (?:point|reason|reasons|sense|use) (?:(?:left|any ?more) )?(?:in |to "
    r"|for |of )?"
    r"(?:"
    + ALIVE
    + r"|go on living|life\b(?! (?:insurance|jacket|admin))|my life|being here|going on(?! (?:with|holiday|a|the"
    r"|this|about|to)\b))",
    r"(?:nothing|noone|nobody|no one) (?:left )?to live for",
    r"(?:no|lost (?:the|my|all)|losing (?:the|my)|dont have (?:the|any)|havent (?:the|any)) will to live",
    r"(?:see|seeing|there is|theres|find) no (?:other )?way out(?! of (?:the|this|that) (?:forest|woods|park"
    r"|trail|course|maze))",
    r"(?:cant|cannot|dont|do not) see (?:a|any|another) (?:way out|future(?: for me| any ?more)?)(?! of the)",
    r"(?:goodbye (?:cruel )?world|(?:my|a) (?:last|final) goodbyes?|goodbye (?:letters?|notes?|messages?|videos?)"
    r"|sa(?:y|ying|id) (?:my|our) goodbyes)",
    r"(?:my )?last (?:day|night) (?:alive|on (?:this )?earth)",
    r"(?:want|hope|wish) (?:this |today |tonight |it |tomorrow )?(?:to be|is|was) my last (?:day|night)(?! (?:at"
    r"|of|in|on|before)\b)",
    r"(?:im|i am) not safe$",
    r"(?:scared|afraid|frightened|worried) (?:of|about) what i (?:might|could|will|may) do",
    r"do something (?:(?:stupid|bad|terrible|drastic) )?(?:to myself|tonight)",
    r"i cant take it any ?more",
    r"(?:im|i am|not feeling|dont feel|do not feel) not safe (?:with|from|right now|tonight|alone with"
    r"|around myself)",
    r"(?:dont|do not|not|never) (?:feel(?:ing)? )?(?:safe|trust) (?:myself (?:any ?more|alone|tonight|right now"
    r"|to be alone|not to)|(?:with|from|around|alone with) (?:myself|my(?: own)? (?:thoughts|head)))",
    # hurting oneself
    r"self ?harm(?:s|ed|ing|er)?",
    r"self ?(?:injur(?:y|e|ed|ing)|mutilat\w+)",
    r"(?:harm|harmed|harming) " + MYSELF,
    INTENT + r" " + MUCH + r"(?:hurt|hurting|cut|cutting|burn|burning|scratch|scratching|punch|punching) myself",
    r"(?:need(?:ed)?|keep|kept|start(?:ed)?|been|stop|stopped|back to|relapsed and|tried|trying"
    r"|scared (?:that )?(?:i|ill|i will|i might)|"
    r"afraid (?:that )?(?:i|ill|i will|i might)|worried (?:that )?(?:i|ill|i will|i might)|i might|i will|ill) "
    r"(?:to )?(?:hurt|hurting|cut|cutting|burn|burning) myself",
    r"(?:tell|tells|telling|told|says?|saying|want|wants|going|about|wanna|need|able|might have|ready|try|reason"
    r"|trying not|not) (?:me )?to "
    r"(?:hurt|cut|harm|burn|kill) myself",
    r"(?:scared|afraid|terrified|worried|frightened) (?:of|about) (?:hurting|cutting|harming|burning) myself",
    r"(?:hurt|cut|burn|scratch)(?:ing|ed|s)? myself (?:\w+ ){0,3}to feel",
    r"(?:end|ending) myself",
    r"(?:leave|leaving) this (?:world|life|earth)",
    r"(?:hope|wish) my heart (?:would )?(?:just )?(?:stops?|gives? out)",
    r"(?:easier|better|happier) to (?:just )?(?:be dead" + NOT_JUST + r"|die)",
    r"punish(?:ing|ed)? myself (?:by|with) (?:cutting|burning|hurting|harming|pain|scratching)",
    r"(?:want|need|urges?) to cut(?: again| so (?:bad|badly|much))?$",
    r"(?:bridge|roof|ledge|balcony|platform|edge|tracks)(?: \w+){0,4} (?:thought|thinking|think) (?:about"
    r"|of) (?:jumping|stepping|falling|letting go)",
    r"(?:hurting|hitting|cutting|biting|burning) myself (?:helps|makes|is the only|feels|again|when i"
    r"|every time i (?:fail|lose|feel))",
    r"(?:hurt|hit|bite|cut|burn) myself (?:when|every time|whenever) i (?:fail|lose|feel|am|get (?:angry|upset|sad))",
    r"im cutting again$",
    r"(?:relapsed|relapse) (?:and|again|with|into) (?:\w+ )?(?:cut|cutting|hurt|hurting|burn|burning|harm|harming"
    r"|scratching)",
    r"(?:cut|cutting|burn|burned|burning|scratch|scratched|scratching) my (?:arms?|thighs?|legs?|skin|stomach"
    r"|wrists?) (?:again(?! on)|on purpose|to feel|until|till)",
    r"(?:hurt|cut|burned) myself again (?:tonight|last night|and (?:i|im|i am) (?:\w+ ){0,2}(?:ashamed|hate|sorry"
    r"|scared))",
    r"(?:take|took|taking) (?:\w+ ){0,4}(?:pills|tablets|meds|medication|painkillers) on purpose",
    r"(?:pills|tablets|meds|medication|painkillers) (?:\w+ ){0,8}?(?:them all|all of them|the whole (?:bottle|box"
    r"|pack))",
    r"(?:hurt|hurts|hurting|cut|cuts|cutting|burn|burned|burning|injur(?:e|ed|ing)) (?:myself|herself|himself"
    r"|themselves) "
    r"(?:on purpose|deliberately|intentionally|to feel|again to|so (?:that )?i)",
    r"(?:i|ive|im|i am|been|started|keep) (?:have )?(?:been )?cut(?:ting)? myself(?! (?:some|a (?:bit|little"
    r"|break)|slack|short|off|"
    r"shaving|(?:open )?on (?!my|purpose)|loose|out|while (?:cooking|shaving|chopping)|down|with the (?:kitchen"
    r"|bread)))",
    r"(?:cut|cutting|slit|slitting|slashed|slashing) my (?:wrists?|throat|veins)",
    r"(?:hang|hanging|hanged|drown|drowning|shoot|shooting|poison|poisoning) myself",
    r"overdos(?:e|ed|es|ing)",
    r"(?:take|took|taking|swallow|swallowed|swallowing) (?:all (?:of )?(?:the|my|these|those)|every"
    r"|a (?:whole )?(?:bottle|handful|box|bunch)"
    r" of)(?: \w+){0,2} (?:pills|tablets|meds|medication|painkillers)",
    INTENT + r"(?: \w+){0,2}? (?:jump|jumping|step|stepping|walk|walking|throw|throwing|lie"
    r"|lying)(?: myself)?(?: down| out)? "
    r"(?:off|from|in front of|into|under|onto) (?:a |an |the |that |this |oncoming |moving ){0,3}"
    r"(?:bridge|building|roof|cliff|balcony|ledge|train|trains|traffic|truck|lorry|bus|car|cars|platform|tracks"
    r"|rails)",
    INTENT + r"(?: \w+){0,2}? (?:drive|driving|crash|crashing|swerve|swerving|steer|steering)(?: (?:my|the) car)? "
    r"(?:off|into|in front of) (?:a |an |the |that |oncoming ){0,2}(?:bridge|cliff|tree|wall|traffic|truck|lorry"
    r"|road|river)",
)

# Running talk. Each takes out its own words and nothing around them.
PLACE = (
    r"(?:hills?|hillside|climbs?|reps?|repeats?|sets?|intervals?|laps?|miles?|mi|km|kms|k|kilometres?|kilometers?"
    r"|stairs?|steps|treadmill|track|session|workout|race|races|finish|sprints?|ascents?|descents?|downhills?"
    r"|uphills?|tempo|parkrun|marathon|half|ultra|trails?|mountain|bend|straight|incline|squats?|plank|burpees?"
    r"|gym|class|spin|bike|leg day|strides|fartlek|mile repeats|course|pb|pr|splits?|steeplechase|relay)"
)
HARDSHIP = r"(?:\w+ ){0,4}?" + PLACE
TOUGH = (
    r"(?:\w+ ){0,4}?(?:hills?|climbs?|reps?|repeats|intervals?|laps?|miles?|km|\d+k|\d+km|treadmill|sprints?"
    r"|ascents?|descents?|downhills?"
    r"|uphills?|tempo|parkrun|marathon|ultra|mountain|burpees?|squats?|race|finish|workout|incline)"
)
MY_OWN = r"(?:(?:my|our|your) ?sel(?:f|ves))"
NOT_MEANT = (
    r"(?<!about )(?<!of )(?<!like )(?<!want to )(?<!wanna )(?<!going to )(?<!gonna )(?<!consider )(?<!considering )"
)
RUNNING_TALK = (
    r"suicides? (?:drills?|sprints?|runs?|shuttles?|sets?|laps?|intervals?|reps?|hills?|workouts?|pace|pacing|start|"
    r"splits?|squeeze|squad|finish|mission|circuits?)",
    r"suicidal (?:pace|pacing|start|splits?|tempo|sprints?|first|opening|speed|descent|downhill|drivers?|squirrels?)",
    r"(?:pace|reps?|hills?|start|session|workout|climb|heat|course|splits?|intervals|sprints?|tempo|descent"
    r"|downhill) (?:was|were|is|felt like|looked like) "
    r"(?:pure |absolute |sheer |total )?suicide(?: (?:for|on|by) (?:me|my|us|the legs))?",
    r"(?:basketball|wind|shuttle|sprint|court|hill|half court|football|hockey|line) suicides",
    r"(?:political|career|social|financial|commercial|tactical|sporting|race) suicide",
    r"(?:be|was|is|its) (?:pure |sheer |absolute |total |just )?suicide to (?:go|start|run|race|try|set|push"
    r"|chase|keep|follow|do)",
    r"suicide (?:prevention|awareness) (?:\w+ ){0,2}(?:run|walk|5k|10k|race|charity|fundraiser|event|day|week"
    r"|month|half|marathon)",
    r"(?:run|running|ran|raising|raised|raise|money|charity|walk|walked|race|fundraising|fundraiser|5k"
    r"|10k) (?:\w+ ){0,3}"
    r"suicide (?:prevention|awareness)",
    r"(?:\d+x?|ten|set of|sets of|round of|rounds of|five|six|eight|twelve|twenty|some|more|did|do|doing|does|ran"
    r"|run|running|hate|hated|love|loved|with|then|plus|and|by|"
    r"through|called|x) suicides(?! (?:in (?:my|our|the) (?:family|school|town|team|unit|village)|among|near))",
    r"(?:the|those|these|todays|our|coachs|coach s) suicides (?:were|never|always|are|nearly|almost|today|killed"
    r"|at the end|drill|again|on the|hurt|went)",
    r"suicidally (?:fast|quick|hard|steep)",
    r"^suicides(?! (?:in|among|near))",
    r"suicides (?:on|across|at|during|after) (?:the |basketball |football |hockey |rugby |soccer )?(?:court|track"
    r"|pitch|field|practice|training|hill|"
    r"warm ?up|grass|gym)",
    NOT_MEANT + r"(?:killed|killing) " + MY_OWN + r" (?:with )?(?:laugh(?:ing|ter)|tripping|slipping|falling)",
    NOT_MEANT + r"(?:killed|killing) " + MY_OWN + r" (?:on|up|over|through|doing|in|during|with|for|at) " + HARDSHIP,
    NOT_MEANT + r"(?:killed|killing|kill) " + MY_OWN + r" (?:trying )?to (?:hit|get (?:a|the|my|under|sub|to)"
    r"|make (?:the|it|that)|run|finish|beat|keep up|chase|catch|win|pr|pb|hold|stay (?:with|on|under)|go sub"
    r"|break|train)",
    NOT_MEANT + r"(?:nearly|almost) (?:killed|killing) " + MY_OWN + r" (?:on|when i (?:slipped|tripped|fell)"
    r"|tripping|slipping) (?:\w+ ){0,3}"
    r"(?:ice|roots?|rocks?|kerb|curb|stairs|steps|bike|dog|leash|lead|wet leaves|slipped|tripped|fell|laces?)",
    r"(?:dont|do not|didnt|not|never|no need to|without|instead of|avoid|rather than) (?:going to |gonna "
    r"|try(?:ing)? to |want to |to |have to )?"
    r"(?:kill|killing) " + MY_OWN + r" (?:for (?:a|an|this|the) (?:\w+ )?(?:pb|pr|medal|time|race|segment|podium"
    r"|split|result|finish|qualifier)|over (?:a|the|one|an|this|that) (?:\w+ )?(?:split|race|run|pb|pr|time"
    r"|session|workout|result|interval|tempo|rep)|to (?:hit|get|make|run|finish|beat|keep|chase|win|hold)"
    r"|trying to|(?:on|up|in|at|with|during|doing) " + HARDSHIP + r"|out there|in training|early)",
    r"(?:wanted|wanting|ready|hoping|prayed|praying|wished i could|hoped) (?:to )?(?:just )?(?:(?:curl up"
    r"|lie down) and )?(?:just )?die "
    r"(?:\w+ ){0,2}?(?:at|on|around|by|after|during|in|halfway|up|through|from|near|somewhere|between|with) " + TOUGH,
    r"(?:legs?|quads|calves|hamstrings|lungs|feet|watch|phone|battery|headphones|shoes|earbuds|car|laptop"
    r"|garmin) (?:just |really |all )?"
    r"(?:want|wanted|wants|ready|about|decided|might as well|should) (?:to )?(?:just )?(?:die|be dead)",
    r"(?:didnt|did not) want to die (?:(?:on|in|under|by|from) (?:the|that|a) (?:ice|road|heat|cold|snow|storm"
    r"|descent|dark|traffic|wheels|bus|car|sun|mud)|out there)",
    r"die (?:of|from) (?:embarrassment|laughter|laughing|boredom|cringe|heat|heatstroke|thirst)",
    r"die laughing",
    r"die with (?:my|his|her|their) (?:\w+ ){0,2}(?:shoes|boots|trainers|spikes) on",
    r"(?:ran|run|running|slow|slowed|slowly|easy|careful|carefully|so as|walked|stopped|order"
    r"|smart) not to hurt myself",
    r"rather (?:be dead|die) than (?!live|keep|go on|be |feel|wake|face|stay|carry|continue|exist)",
    r"(?:dont|do not|didnt|did not) want to wake up (?:at|early|so early|for|before|that early|tomorrow at"
    r"|this early|\d+)",
    r"(?:dont|do not|didnt|did not) want to live (?:in (?:the|a|this) (?:\w+ )?(?:city|town|house|flat|suburbs?"
    r"|country|countryside|village|gym|area|street|apartment|van|dark|cold|rain)|near|on (?:the|a)"
    r"|without running|up to|with regret)",
    r"(?:lost|losing) the will to live (?:\w+ ){0,2}?(?:at|on|around|by|somewhere|after|during|in|near"
    r"|with) " + TOUGH,
    r"(?:dont|do not|didnt|not|afraid|scared|worried|without|risk|avoid|instead of) (?:about |of "
    r"|want(?:ing)? to |going to |to )?"
    r"(?:hurt|hurting) myself (?:again )?(?:before|doing|running|so close|this close|by (?:running|doing|racing"
    r"|starting)|in (?:training|a race|the race|another))",
    r"(?:hurt|hurting) myself (?:again )?(?:if i (?:keep|run|go|add|dont rest|do not rest|dont warm|push|race"
    r"|train)|on (?:the|a|that|this|some) (?:\w+ )?(?:trail|ice|descent|kerb|curb|track|treadmill|stairs|rocks?"
    r"|roots?|hill|run|bike|course|grass|road|path|climb|downhill)|doing|(?:every time|when) i (?:run|race"
    r"|sprint)|in (?:training|a race|the race|the gym)|by (?:running|doing|overdoing))",
    r"(?:hurt|hurting) myself laughing",
    r"(?:burn|burning) myself (?:out|on the (?:kettle|stove|oven|pan|iron)|with (?:coffee|tea|soup))",
    r"overdos(?:e|ed|ing) (?:on |of |the |it )(?:on )?(?:the )?(?:\w+ )?(?:gels?|caffeine|coffee|espresso|sugar"
    r"|carbs|salt|beetroot|chocolate|endorphins?|"
    r"running|hills?|miles|mileage|speed ?work|vitamins?|pasta|cake|sunshine|training|intervals|vert|long runs?"
    r"|water|electrolytes|strava)",
    r"shoot(?:ing)? myself (?:in the foot|for (?:forgetting|leaving|missing|not)|an email|a (?:note|message))",
    r"hang(?:ing)? myself (?:upside|out|from (?:a|the) (?:pull|bar|pullup))",
    r"drown(?:ing)? myself in (?:work|coffee|running|training|cake|music|podcasts|emails|electrolytes|ice cream)",
    r"(?:better|best|easier|faster|happier) (?:off )?without me (?:pacing|slowing|holding|in (?:the|this"
    r"|that) (?:relay|team|race|group|squad|pack|session)|on (?:the|this|that) (?:relay|team|run|climb|trail)"
    r"|as (?:a |the |their )?pacer|at (?:the|this) (?:race|relay|session|track))",
    r"(?:nobody|no one) would (?:even )?(?:notice|miss me|care) (?:(?:on|at) the (?:\w+ )?(?:run|team|relay|start"
    r"|course|trail|club|group|race|track|session|parkrun)|if i (?:skip|skipped|walk|walked|miss|missed|dropped"
    r"|ran|run|slow|slowed|finish|finished|wear|wore|turned|stopp?(?:ed)?(?! breathing| existing| living)))",
    r"burden (?:on|to) (?:the|my) (?:pace group|relay|pacer|pack|knees?|legs?|joints)",
    r"no point (?:in )?(?:going on|being here) any ?more (?:with|on|in) " + HARDSHIP,
    r"end(?:ing)? it all with (?:a |some )?(?:sprint|strides?|jog|cool ?down|beer|cake|kick|smile|fast|tempo|walk"
    r"|swim)",
    r"(?:tired|sick|fed up|done) (?:of|with|from) (?:living|life) (?:out of|in (?:the|a|this) (?:\w+ )?(?:city"
    r"|town|house|flat|suburbs?|country|countryside|village|gym|area|street|apartment|van|dark|cold|rain)"
    r"|on the (?:road|treadmill)|near|between|without (?:running|sun|hills)|stuff|admin)",
)
