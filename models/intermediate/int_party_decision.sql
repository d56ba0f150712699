{{ config(schema='intermediate') }}

{# What persons have decided about two records until the as-of date, where both are known. #}
with decisions as (

    select
        {{ surrogate_key(['source_system', 'party_id']) }} as party_key,
        {{ surrogate_key(['other_source_system', 'other_party_id']) }} as other_party_key,
        decision,
        decided_date
    from {{ ref('customer_match_override') }}
    where decided_date <= {{ as_of_date() }}

),

final as (

    select
        decisions.party_key,
        decisions.other_party_key,

        decisions.decision,
        decisions.decided_date
    from decisions
    inner join {{ ref('int_party') }} as parties
        on decisions.party_key = parties.party_key
    inner join {{ ref('int_party') }} as others
        on decisions.other_party_key = others.party_key

)

select * from final
