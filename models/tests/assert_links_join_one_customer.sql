-- Records that a link joins are one customer, however long the chain of links is, but where two records of
-- the two customers are apart: decided to be different, or of other birth dates or tax numbers and a link
-- that is only alikeness.
with parties as (

    select
        identities.party_key,
        identities.customer_key,
        parties.birth_date,
        parties.normalised_tax_no
    from {{ ref('customer_identity') }} as identities
    inner join {{ ref('int_party') }} as parties
        on identities.party_key = parties.party_key

),

parted as (

    select
        links.party_key,
        links.other_party_key,
        links.link_rule,
        ones.customer_key,
        others.customer_key as other_customer_key
    from {{ ref('int_party_link') }} as links
    left join parties as ones
        on links.party_key = ones.party_key
    left join parties as others
        on links.other_party_key = others.party_key
    where ones.customer_key is distinct from others.customer_key

),

explained as (

    select distinct
        parted.party_key,
        parted.other_party_key,
        parted.link_rule
    from parted
    inner join parties as ones
        on parted.customer_key = ones.customer_key
    inner join parties as others
        on parted.other_customer_key = others.customer_key
    left join {{ ref('int_party_decision') }} as decisions
        on decisions.decision = 'different'
        and least(ones.party_key, others.party_key)
            = least(decisions.party_key, decisions.other_party_key)
        and greatest(ones.party_key, others.party_key)
            = greatest(decisions.party_key, decisions.other_party_key)
    where
        decisions.party_key is not null
        or (
            parted.link_rule = 'similarity'
            and (
                ones.birth_date <> others.birth_date
                or ones.normalised_tax_no <> others.normalised_tax_no
            )
        )

)

select
    parted.party_key,
    parted.other_party_key
from parted
left join explained
    on parted.party_key = explained.party_key
    and parted.other_party_key = explained.other_party_key
    and parted.link_rule = explained.link_rule
where explained.party_key is null
