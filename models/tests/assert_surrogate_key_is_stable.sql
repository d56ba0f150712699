-- Keys published once stay what they are, on every engine and in every version.
with keys as (

    select
        {{ surrogate_key(["'demo'", "'0042'"]) }} as plain_key,
        {{ surrogate_key(["'demo'", "'茶-1'"]) }} as chinese_key,
        {{ surrogate_key(["'a'", "'bc'"]) }} as early_split_key,
        {{ surrogate_key(["'ab'", "'c'"]) }} as late_split_key,
        {{ surrogate_key(["'demo'", "cast(null as varchar)"]) }} as unknown_key

)

select *
from keys
where
    plain_key <> 8420300907202243517
    or chinese_key <> 2710873365221368953
    or early_split_key = late_split_key
    or unknown_key <> 0
